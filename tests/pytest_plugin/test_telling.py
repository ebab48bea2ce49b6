"""How far it is stands on lines of its own, and pytest's dots go on behind the file's name."""

from __future__ import annotations

import pytest
from plugin_sessions import Session

from harness.gather.orders import Event
from harness.verdict import Outcome

pytest_plugins = ["pytester"]


@pytest.fixture
def told(session: Session) -> Session:
    """A project whose gathering says something on the way."""
    session.makes_up({"N-002": Outcome.VIOLATES})
    session.events = (
        Event(kind="check", text="not said"),
        Event(kind="end", sent=12, text="finished"),
        Event(kind="hook", text="not said either"),
    )
    return session


def test_dots_go_on_behind_the_name_of_the_file(told: Session) -> None:
    lines = told.run("--tb=no").outlines
    at = lines.index("hallmark: 12 requests sent")
    assert lines[at - 1].strip() == "hallmark.yaml"
    assert lines[at + 1].startswith("hallmark.yaml .F..s ")
    assert "not said" not in "".join(lines)


def test_where_each_test_has_a_line_it_keeps_it(told: Session) -> None:
    lines = told.run("--tb=no", "-v").outlines
    at = lines.index("hallmark: 12 requests sent")
    assert lines[at + 1].startswith("hallmark.yaml::notes/core/N-001 PASSED")


def test_who_wants_it_quiet_has_it_quiet(told: Session) -> None:
    assert "hallmark: 12" not in told.run("-q").stdout.str()
