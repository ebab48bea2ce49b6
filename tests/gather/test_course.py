"""What is left out and what is a fault of ours is noted, and whoever watches is told."""

from __future__ import annotations

from harness.gather.course import Course
from harness.gather.orders import Event


def test_what_is_left_out_is_noted_and_told() -> None:
    events: list[Event] = []
    course = Course(events.append)
    course.skip("workflow:strangers", "identity:other-agency")
    course.leave_untried(("N-002", "N-001"), "setup:open-note")
    assert course.skipped == {"workflow:strangers": "identity:other-agency"}
    assert course.untried == {"N-001": "setup:open-note", "N-002": "setup:open-note"}
    assert [(event.kind, event.partition, event.text) for event in events] == [
        ("skipped", "workflow:strangers", "identity:other-agency")
    ]


def test_a_fault_is_noted_by_kind_and_place_and_only_told_with_its_trace() -> None:
    events: list[Event] = []
    course = Course(events.append)
    try:
        raise KeyError("what was sent")
    except KeyError:
        assert course.fault("examples:createNote") == "KeyError in examples:createNote"
    assert course.faulty("fuzz:createNote", "ValueError", "a trace") == "ValueError in fuzz:createNote"
    assert course.faults == ["KeyError in examples:createNote", "ValueError in fuzz:createNote"]
    assert [event.partition for event in events] == ["examples:createNote", "fuzz:createNote"]
    assert "test_course.py" in events[0].text
