"""`selection/1`: a part of a list that was asked for is that part."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge
from rules.cases import listed, place

from harness.errors import ProfileError

RULE = "selection/1"
FILTER, CASE, SORT, DATES = ({"check": name} for name in ("filter", "case", "sort", "dates"))
HOUSE = place("h", kind="house")
WHOLE = listed("a", HOUSE)


def asked(query: str, *found: Any, **rest: Any) -> Any:
    return listed(*found, query=query, **rest)


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


def test_upper_and_lower_case_are_told_apart() -> None:
    whole = listed(place("a", "REC-1"), place("b", "other"))
    assert gist(judge(RULE, CASE, whole, asked("?label=rec-1"))) == "conforms"
    assert gist(judge(RULE, CASE, whole, asked("?label=rec-1", place("a", "REC-1")))) == "violates: case-not-told"
    assert gist(judge(RULE, CASE, whole, asked("?label=nobody"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, FILTER, whole, asked("?label=rec-1", place("a", "REC-1")))) == "conforms"


def sized(*sizes: Any) -> list[Any]:
    return [place(f"s{index}", size=size) for index, size in enumerate(sizes)]


@pytest.mark.parametrize(
    "query, sizes, said",
    [
        ("?sort=size", (1, 2, 10), "conforms"),
        ("?sort=size", (1, 10, 2), "violates: not-sorted"),
        ("?sort=-size", (10, 2, 1), "conforms"),
        ("?sort=-size", (1, 2, 10), "violates: not-sorted"),
        ("?sort=size", (2, 2), "inconclusive: all-alike"),
        ("?sort=size", (), "inconclusive: all-alike"),
        ("?sort=colour", (2, 1), "inconclusive: nothing-seen"),
    ],
)
def test_sorting_sorts(query: str, sizes: tuple[int, ...], said: str) -> None:
    assert gist(judge(RULE, SORT, asked(query, *sized(*sizes)))) == said


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


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'smell'"):
        judge(RULE, {"check": "smell"})


def spot(name: str, lat: float, lon: float) -> dict[str, Any]:
    return place(name, lat=lat, lon=lon)


def test_a_box_on_the_map() -> None:
    box = {"check": "box"}
    near, far = spot("n", 51.5, -0.1), spot("f", 55.9, -3.2)
    whole, edges = listed(near, far), "-1,51,0,52"
    assert gist(judge(RULE, box, whole, asked(f"?bbox={edges}", near))) == "conforms"
    assert gist(judge(RULE, box, whole, asked(f"?bbox={edges}", near, far))) == "violates: outside-box"
    assert gist(judge(RULE, box, listed(near), asked(f"?bbox={edges}", near))) == "inconclusive: all-alike"
    assert gist(judge(RULE, box, whole, asked("?bbox=anywhere", near))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, box, whole, asked("?bbox=170,50,0,52", near))) == "conforms"
