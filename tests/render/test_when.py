"""Times are said in UTC as the evidence has them, and counts only where something was counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import STARTED, violated

from harness.render.when import moment, often, seen, stamp, told
from harness.verdict import Repeated, Seen


@pytest.mark.parametrize(
    "first, last, said",
    [
        (STARTED, STARTED, "2027-01-15 08:00:00 UTC"),
        (STARTED, STARTED + 61_000_000, "2027-01-15 08:00:00 to 08:01:01 UTC"),
        (STARTED, STARTED + 86_400_000_000, "2027-01-15 08:00:00 to 2027-01-16 08:00:00 UTC"),
        (0, 0, ""),
    ],
)
def test_when(first: int, last: int, said: str) -> None:
    assert seen(Seen(first=first, last=last)) == said


def test_how_often() -> None:
    assert often(Repeated()) == ""
    assert often(Repeated(shown=1, asked=1)) == "1 of 1 time that this request was sent"
    assert often(Repeated(of="case", shown=2, asked=3)) == "2 of 3 times that this was tried"


def test_both() -> None:
    (one,) = violated("N-002", "server-error", {"status": 500}).violations
    assert told(one) == ("seen 2027-01-15 08:00:00 to 08:00:06 UTC; shown 3 of 4 times that this request was sent")


@given(st.integers())
def test_any_time_that_evidence_may_hold_is_said_or_left_out(microseconds: int) -> None:
    assert (stamp(microseconds) is None) is (moment(microseconds) is None)


def test_stamps_are_rfc_3339() -> None:
    assert stamp(STARTED + 1) == "2027-01-15T08:00:00.000001Z"
    assert stamp(0) is None
