"""A finding is told whole: why, what was asked for and came, the exchange, and the line that repeats it."""

from __future__ import annotations

import msgspec
from sample_report import exchange, exchange_id, report

from harness.profile import Requirement
from harness.render.finding import MOST_NAMED, MOST_SHOWN, gist, told
from harness.render.report import Part, Report
from harness.verdict import Finding

REPORT = report()


def row(id: str) -> tuple[Part, Requirement, Finding]:
    """Return a row of the sample."""
    (part,) = REPORT.parts
    return next((part, r, f) for r, f in part.rows() if r.id == id)


def test_a_violation_is_told_with_what_shows_it() -> None:
    part, requirement, finding = row("N-002")
    lines = told(part, requirement, finding, REPORT).splitlines()
    assert lines[0] == gist(part, requirement, finding)
    assert lines[0].startswith("N-002 not met: The product answered 201 where 409 or 422 is asked for")
    assert lines[1] == "  MUST: The statement of N-002."
    assert lines[2] == "  notes@1.0, class notes, published: The book of notes, clause 1 https://example.org/book"
    assert "  - asked for: 409 or 422" in lines
    assert "  < HTTP/1.1 201 Created" in lines
    (line,) = [line for line in lines if line.strip().startswith("curl ")]
    assert "********" not in line
    assert '"Authorization: Bearer $OWN_AGENCY_TOKEN"' in line
    assert lines[-1] == f"judge it again: hallmark judge {REPORT.evidence}"


def test_what_could_not_be_told_is_one_line() -> None:
    assert gist(*row("N-004")) == (
        "N-004 could not be told: The product gave no whole answer (nothing came in time), so this could not be told."
    )
    assert gist(*row("N-006")) == "N-006 not tested: Nobody can see it from outside."


def test_many_violations_are_named_and_not_all_shown() -> None:
    part, requirement, finding = row("N-002")
    (one,) = finding.violations
    many = tuple(msgspec.structs.replace(one, operation=f"op{n}") for n in range(MOST_SHOWN + MOST_NAMED + 4))
    lines = told(part, requirement, msgspec.structs.replace(finding, violations=many), REPORT).splitlines()
    assert sum(line.strip().startswith("curl ") for line in lines) == MOST_SHOWN
    assert sum(line.startswith("also op") for line in lines) == MOST_NAMED
    assert "and 4 more; the report has them" in lines


def test_an_exchange_that_is_not_at_hand_is_named() -> None:
    text = told(*row("N-002"), msgspec.structs.replace(REPORT, exchanges={}))
    assert "shown by workflow:closed#1 and 1 more" in text
    assert "curl" not in text


def test_nothing_of_the_product_reaches_the_terminal_as_a_command() -> None:
    wild = exchange(1, target="/notes/v1/\x1b[2J\r\nnotes")
    broken: Report = msgspec.structs.replace(REPORT, exchanges={exchange_id(1): wild})
    text = told(*row("N-002"), broken)
    assert all(line.isprintable() for line in text.split("\n"))
