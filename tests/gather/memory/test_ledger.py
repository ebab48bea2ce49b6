"""What was gathered to its end is noted, whatever its name, and a torn line says nothing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from harness.gather.memory.ledger import FILE, note, noted


def test_nothing_is_noted_where_nothing_was_done(tmp_path: Path) -> None:
    assert noted(tmp_path) == frozenset()


@given(names=st.sets(st.text(min_size=1), max_size=5))
def test_what_was_noted_is_read_again(tmp_path_factory: object, names: set[str]) -> None:
    folder = tmp_path_factory.mktemp("run")  # type: ignore[attr-defined]
    for name in names:
        note(folder, name)
    assert noted(folder) == names


def test_a_line_without_its_end_says_nothing(tmp_path: Path) -> None:
    note(tmp_path, "fuzz:a")
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"fuzz:b")
    assert noted(tmp_path) == {"fuzz:a"}
