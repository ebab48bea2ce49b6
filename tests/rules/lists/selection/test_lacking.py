"""What has no place belongs in every box, and what has no time in every interval, where the whole of those came."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist
from featured import answered, asked, judged

ITEMS = "/collections/incidents/items"
PLACES = {"i": [-1.5, 54.0], "o": [-4.0, 51.0], "n": None}
BOX = "bbox=-2,53,-1,55"
PARAMS = {"check": "box", "placeless": True}


def feature(name: str) -> dict[str, Any]:
    place = PLACES[name]
    return {
        "type": "Feature",
        "id": name,
        "properties": {},
        "geometry": place and {"type": "Point", "coordinates": place},
    }


def page(*names: str, query: str = "", total: int | None = None, items: str = ITEMS) -> Any:
    """Return a page of features, which says that there are so many in all, or else as many as came."""
    content: dict[str, Any] = {"type": "FeatureCollection", "features": [feature(n) for n in names], "links": []}
    if total != -1:
        content["numberMatched"] = len(names) if total is None else total
    return answered(f"{items}?{query}" if query else items, 200, content, "application/geo+json")


def said(*exchanges: Any, **params: Any) -> str:
    return gist(judged("selection/1", PARAMS | params, *asked("/collections"), *exchanges))


WHOLE = page("i", "o", "n")


def single(name: str) -> Any:
    return answered(f"{ITEMS}/{name}", 200, feature(name), "application/geo+json")


@pytest.mark.parametrize("after", [WHOLE, single("n")], ids=["listed", "read"])
def test_what_has_no_place_is_missed_where_it_is_there_before_and_after(after: Any) -> None:
    assert said(WHOLE, page("i", query=BOX), after) == "violates: placeless-left-out"
    assert said(WHOLE, page("i", "n", query=BOX), after) == "conforms"


def test_it_may_have_been_removed_meanwhile() -> None:
    assert said(WHOLE, page("i", query=BOX)) == "conforms"
    assert said(WHOLE, page("i", query=BOX), page("i", "o")) == "conforms"
    assert said(WHOLE, page("i", query=BOX), single("i")) == "conforms"


@pytest.mark.parametrize("total", [9, -1], ids=["more-to-come", "not-said"])
def test_a_part_of_which_more_may_come_misses_nothing(total: int) -> None:
    assert said(WHOLE, page("i", query=BOX, total=total), WHOLE) == "conforms"


def test_where_nothing_is_known_to_have_no_place_nothing_is_missed() -> None:
    placed = page("i", "o")
    assert said(placed, page("i", query=BOX), placed) == "conforms"


def test_other_profiles_do_not_ask_for_it() -> None:
    assert said(WHOLE, page("i", query=BOX), WHOLE, placeless=False) == "conforms"


def test_what_another_collection_holds_is_not_missed_in_this_one() -> None:
    other = "/collections/posts/items"
    here = (page("i", "o", items=other), page("i", items=other, query=BOX), page("i", "o", items=other))
    assert said(WHOLE, *here, WHOLE) == "conforms"
    assert said(WHOLE, *here, page("i", query=BOX), *here, WHOLE) == "violates: placeless-left-out"


TIMED = {"check": "interval", "timeless": True, "where": "/extent/temporal/interval"}
TIMES: dict[str, dict[str, Any]] = {
    "i": {"at": "2024-01-03T04:05:06Z", "made": "2020-01-01"},
    "j": {"at": "2024-01-03T08:00:00Z"},
    "o": {"at": "2024-03-01T00:00:00Z"},
    "k": {"made": "2024-01-03"},
    "n": {"at": None, "kind": "theft"},
    "y": {"at": "3 January 2024"},
}
DAY = "datetime=2024-01-03T00:00:00Z/2024-01-03T23:59:59Z"


def listed(*names: str, query: str = "", total: int | None = None) -> Any:
    """Return a page of features with a place, and with the times of their names."""
    place = {"type": "Point", "coordinates": [-1.5, 54.0]}
    found = [{"type": "Feature", "id": n, "properties": TIMES[n], "geometry": place} for n in names]
    content = {"type": "FeatureCollection", "features": found, "links": [], "numberMatched": total or len(names)}
    return answered(f"{ITEMS}?{query}" if query else ITEMS, 200, content, "application/geo+json")


def within(*exchanges: Any, declared: str = "", **params: Any) -> str:
    return gist(judged("selection/1", TIMED | params, *asked("/collections", defect=declared), *exchanges))


ALL = listed("i", "j", "o", "n")


def test_what_has_no_time_is_missed_where_it_is_there_before_and_after() -> None:
    assert within(ALL, listed("i", "j", query=DAY), ALL) == "violates: timeless-left-out"
    assert within(ALL, listed("i", "j", "n", query=DAY), ALL) == "conforms"
    assert within(ALL, listed("i", "j", query=DAY)) == "conforms"
    assert within(ALL, listed("i", "j", query=DAY, total=7), ALL) == "conforms"


def test_what_may_have_a_time_that_is_not_understood_is_not_missed() -> None:
    some = listed("i", "j", "o", "y")
    assert within(some, listed("i", "j", query=DAY), some) == "conforms"


def test_by_which_time_was_selected_must_be_seen() -> None:
    """A product may go by a time that it does not show: then what shows none may have one."""
    some = listed("j", "k", "o", "n")
    assert within(some, listed("j", "k", query=DAY), some) == "conforms"
    assert within(some, listed("j", query=DAY), some) == "violates: timeless-left-out"
    assert within(ALL, listed(query=DAY), ALL) == "inconclusive: nothing-seen"


def test_a_collection_that_declares_no_extent_in_time_may_select_by_none() -> None:
    outcome = within(ALL, listed("i", "j", query=DAY), ALL, declared="no-extent-in-time")
    assert outcome == "inconclusive: nothing-declared"
    assert within(ALL, listed("i", "j", query=DAY), ALL, timeless=False) == "conforms"
