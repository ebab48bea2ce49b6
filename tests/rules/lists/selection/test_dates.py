"""What is shown lies after, or before, the time that was asked for."""

from __future__ import annotations

from building import gist, judge
from rules.cases import listed, place
from rules.lists.selection.asking import RULE, asked

DATES = {"check": "dates"}
EARLY, LATE = place("e", seen="2026-03-01T10:00:00Z"), place("l", seen="2026-03-03T10:00:00Z")


def test_dates_lie_between() -> None:
    whole, bound = listed(EARLY, LATE), "2026-03-02T00:00:00Z"
    assert gist(judge(RULE, DATES, whole, asked(f"?seen-from={bound}", LATE))) == "conforms"
    assert gist(judge(RULE, DATES, whole, asked(f"?seen-from={bound}", EARLY, LATE))) == "violates: outside-range"
    assert gist(judge(RULE, DATES, whole, asked(f"?seen-to={bound}", EARLY))) == "conforms"
    assert gist(judge(RULE, DATES, whole, asked(f"?seen-to={bound}", LATE))) == "violates: outside-range"
    assert gist(judge(RULE, DATES, listed(LATE), asked(f"?seen-from={bound}", LATE))) == "inconclusive: all-alike"


def test_the_bound_itself_may_be_in_or_out() -> None:
    whole, bound = listed(EARLY, LATE), LATE["seen"]
    assert gist(judge(RULE, DATES, whole, asked(f"?seen-from={bound}", LATE))) == "conforms"
