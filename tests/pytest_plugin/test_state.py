"""What became of a run is read back as it was written, and is never half there."""

from __future__ import annotations

from pathlib import Path

from harness.pytest_plugin.state import STATE, State, read_state, write_state


def test_it_comes_back_as_it_was_written(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    state = State(by="gw1", process=7, done=True, error="x", faults=("f",), lines=("l",), facts={"a": "b"})
    write_state(tmp_path, State(by="gw1", process=7))
    write_state(tmp_path, state)
    assert read_state(tmp_path) == state
    assert [path.name for path in tmp_path.iterdir()] == [STATE], "written beside, then put in place"
