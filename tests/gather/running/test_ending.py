"""Shows that a run is sealed with why it ended, and that what was left out is said with its reason."""

from __future__ import annotations

from pathlib import Path

from tinyapi.running import orders

from harness.archive import Journal, new_key, read
from harness.gather.course import Course
from harness.gather.orders import Event
from harness.gather.running.ending import end
from harness.gather.running.header import header


def test_what_was_gathered_is_sealed_however_the_run_went(tmp_path: Path) -> None:
    events: list[Event] = []
    made = orders("http://127.0.0.1:1", tmp_path / "r", progress=events.append)
    made.folder.mkdir()
    new_key(made.folder, made.random)
    Journal.begin(made.folder, header(made, target="", public_url="", unavailable={}, fixtures={}))
    course = Course(made.progress, skipped={"p": "why"}, untried={"N-002": "b", "N-001": "a"}, faults=["KeyError in p"])
    gathered = end(made, course, "interrupted", left=("POST /notes x",), shown="calls")
    footer = read(gathered.evidence).footer
    assert footer is not None
    assert (footer.stopped, footer.left, list(footer.untried)) == (
        "interrupted",
        ("POST /notes x",),
        ["N-001", "N-002"],
    )
    assert (gathered.skipped, gathered.faults, gathered.counts) == ({"p": "why"}, ("KeyError in p",), {})
    assert [(event.kind, event.partition, event.text) for event in events] == [("end", "calls", "interrupted")]
