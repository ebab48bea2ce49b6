"""A filter shows what was asked for, and all of it."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge
from rules.cases import listed, place
from rules.lists.selection.asking import RULE, asked

FILTER = {"check": "filter"}
HOUSE = place("h", kind="house")
WHOLE = listed("a", HOUSE)


def test_a_filter_filters() -> None:
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house", HOUSE))) == "conforms"
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house", HOUSE, "a"))) == "violates: filter-ignored"
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house"), WHOLE)) == "violates: filter-finds-nothing"


def test_what_another_may_have_removed_meanwhile_is_not_missed() -> None:
    empty = asked("?kind=house")
    assert gist(judge(RULE, FILTER, WHOLE, empty)) == "inconclusive: gone-since"
    assert gist(judge(RULE, FILTER, WHOLE, empty, listed("a"))) == "inconclusive: gone-since"
    finding = judge(RULE, FILTER, WHOLE, empty, WHOLE, WHOLE)
    assert finding.failed == 1
    assert len(finding.violations[0].cites.first) == 2


def test_another_thing_with_the_same_value_may_have_been_made_since() -> None:
    twin, empty = place("h2", kind="house"), asked("?kind=house")
    assert gist(judge(RULE, FILTER, WHOLE, empty, listed("a", twin))) == "inconclusive: gone-since"
    assert gist(judge(RULE, FILTER, listed("a", HOUSE, twin), empty, listed(twin))) == "violates: filter-finds-nothing"
    later = (WHOLE, empty, listed("a", twin), empty, listed("a", twin))
    assert gist(judge(RULE, FILTER, *later)) == "violates: filter-finds-nothing"


@pytest.mark.parametrize(
    "after, said",
    [
        ((), "conforms"),
        ((listed("a"),), "conforms"),
        ((listed(status=503, got={}),), "inconclusive: gone-since"),
        ((listed(status=503, got={}), listed("a")), "conforms"),
    ],
    ids=["not-asked", "gone", "not-to-be-had", "had-later"],
)
def test_a_list_that_is_not_to_be_had_hides_no_filter_that_finds_nothing(after: tuple[Any, ...], said: str) -> None:
    whole, right = listed("a", HOUSE, place("r", label="r")), asked("?label=r", place("r", label="r"))
    assert gist(judge(RULE, FILTER, whole, asked("?kind=house"), right, *after)) == said


def test_beyond_the_end_nothing_is_found_and_rightly() -> None:
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house&offset=9"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house&limit=0"))) == "inconclusive: nothing-seen"


def test_where_all_is_alike_a_filter_shows_nothing() -> None:
    assert gist(judge(RULE, FILTER, listed("a"), asked("?kind=road", "a"))) == "inconclusive: all-alike"
    assert gist(judge(RULE, FILTER, asked("?kind=road", "a"))) == "inconclusive: all-alike"
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=garden"))) == "inconclusive: nothing-seen"


def test_several_parameters_or_a_refusal_decide_nothing() -> None:
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house&sort=size", "a"))) == "inconclusive: nothing-seen"
    refused = asked("?kind=house", status=400, got={"status": 400})
    assert gist(judge(RULE, FILTER, WHOLE, refused)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, FILTER, WHOLE, asked("?kind=house&limit=2", HOUSE))) == "conforms"
