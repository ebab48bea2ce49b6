"""Upper and lower case are told apart where a filter says so."""

from __future__ import annotations

from building import gist, judge
from rules.cases import listed, place
from rules.lists.selection.asking import RULE, asked

FILTER, CASE = {"check": "filter"}, {"check": "case"}


def test_upper_and_lower_case_are_told_apart() -> None:
    whole = listed(place("a", "REC-1"), place("b", "other"))
    assert gist(judge(RULE, CASE, whole, asked("?label=rec-1"))) == "conforms"
    assert gist(judge(RULE, CASE, whole, asked("?label=rec-1", place("a", "REC-1")))) == "violates: case-not-told"
    assert gist(judge(RULE, CASE, whole, asked("?label=nobody"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, FILTER, whole, asked("?label=rec-1", place("a", "REC-1")))) == "conforms"
