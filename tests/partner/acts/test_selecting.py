"""Pages hold what was asked for, in its order, and lead to the next without a gap."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from partner_acts import World, a_call, run, status

PLACES = [(-5.0, 52.0), (-4.0, 53.0), (179.5, -10.0), (-179.5, -10.0)]


def shelf(count: int = 7) -> World:
    world = World()
    for number in range(count):
        longitude, latitude = PLACES[number % 4]
        record = {
            "n": number,
            "kind": "Odd" if number % 2 else "even",
            # In the order of the text the last would come first: its offset makes it the latest.
            "at": f"2026-01-0{number + 1}T00:00:00{'Z' if number < 6 else '-12:00'}",
            "place": {"type": "Point", "coordinates": [longitude, latitude]},
        }
        world.store.shelf("things", "us").put(f"k{number}", record)
    return world


def select(world: World, query: str = "", **settings: Any) -> Any:
    """The page, or the status of the refusal."""
    call = a_call(world, query=query, method="GET")
    asked: dict[str, Any] = dict(parse_qsl(query))
    asked |= {name: int(asked[name]) for name in ("limit", "page", "offset") if name in asked}
    if "bbox" in asked:
        asked["bbox"] = [float(part) for part in asked["bbox"].split(",")]
    call.scope["request"]["query"] = asked
    reply = run(call, {"act": "select", "in": "things", "of": "us", "as": "page", **settings})
    return call.found["page"] if reply is None else status(reply)


def numbers(page: dict[str, Any]) -> list[int]:
    return [item["n"] for item in page["items"]]


def walked(world: World, query: str, **settings: Any) -> list[int]:
    """All that is found by following the links."""
    found: list[int] = []
    for _ in range(20):
        page = select(world, query, **settings)
        found += numbers(page)
        if "next" not in page:
            return found
        assert urlsplit(page["next"]).path == "/base/things"
        query = urlsplit(page["next"]).query
    raise AssertionError("the links have no end")


WAYS: dict[str, dict[str, Any]] = {
    "cursor": {"by": "cursor"},
    "page": {"by": "page", "place": "page"},
    "offset": {"by": "offset", "place": "offset"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_links_lead_through_everything_once(way: str, size: int) -> None:
    assert walked(shelf(), f"limit={size}", **WAYS[way]) == list(range(7))


@pytest.mark.parametrize("way", WAYS)
def test_links_keep_the_filter(way: str) -> None:
    where = {"kind": "$request.query.kind"}
    assert walked(shelf(), "kind=Odd&limit=2", where=where, **WAYS[way]) == [1, 3, 5]
    assert walked(shelf(), "kind=odd", where=where, **WAYS[way]) == []
    assert walked(shelf(), "kind=odd", where=where, ignore_case=True, **WAYS[way]) == [1, 3, 5]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("lost, found", [(1, [0, 1, 3, 4, 6]), (-1, [0, 1, 1, 2])])
def test_records_get_lost_or_come_again(way: str, lost: int, found: list[int]) -> None:
    page = select(shelf(), "limit=2", lost=lost, **WAYS[way])
    following = select(shelf(), urlsplit(page["next"]).query, lost=lost, **WAYS[way])
    assert numbers(page) + numbers(following) == found[:4]


def test_a_cursor_goes_on_although_records_came_and_went() -> None:
    world = shelf()
    page = select(world, "limit=3")
    world.store.shelf("things", "us").drop("k0")
    world.store.shelf("things", "us").drop("k2")
    world.store.shelf("things", "us").put("k9", {"n": 9})
    assert walked(world, urlsplit(page["next"]).query) == [3, 4, 5, 6, 9]


@pytest.mark.parametrize("cursor", ["x", "000000000000001", "00000000000000001", "000000000000000G", "é"])
def test_a_cursor_of_another_form_is_refused(cursor: str) -> None:
    assert numbers(select(shelf(), "cursor=000000000000000a")) == []
    assert select(shelf(), f"cursor={cursor}") == 400


def test_totals_count_what_was_asked_for() -> None:
    page = select(shelf(), "kind=even&limit=3", where={"kind": "$request.query.kind"}, **WAYS["page"])
    assert (page["total"], page["pages"], page["page"], page["size"]) == (4, 2, 1, 3)
    page = select(shelf(), "offset=9", **WAYS["offset"])
    assert (page["items"], page["total"], page["offset"], "next" in page) == ([], 7, 9, False)
    assert (select(World(), **WAYS["page"])["pages"], select(World())["items"]) == (0, [])


def test_a_page_says_what_it_is() -> None:
    settings = {"where": {"kind": "$request.query.kind"}, **WAYS["page"]}
    said = [select(shelf(), f"limit=3&page={number}", **settings) for number in (1, 2, 3, 4)]
    assert [page["count"] for page in said] == [3, 3, 1, 0]
    assert [page["first"] for page in said] == [True, False, False, False]
    assert [page["last"] for page in said] == [False, False, True, True]
    assert [page["empty"] for page in said] == [False, False, False, True]


def test_numbers_and_parts_of_texts_are_asked_for() -> None:
    settings = {
        "least": {"n": "$request.query.least", "kind": "$request.query.from"},
        "greatest": {"n": "$request.query.greatest"},
        "holds": {"kind": "$request.query.word", "tags": "$request.query.tag"},
        **WAYS["page"],
    }
    world = shelf()
    world.store.shelf("things", "us").put("k9", {"n": 9, "tags": ["Blue", "green"]})
    for name, wanted, found in (
        ("least", 5, [5, 6, 9]),
        ("greatest", 1, [0, 1]),
        ("word", "DD", [1, 3, 5]),
        ("from", "a", [0, 2, 4, 6]),
    ):
        assert numbers(asked_for(world, name, wanted, **settings)) == found
    assert numbers(asked_for(world, "tag", "blue", **settings)) == [9]
    assert numbers(asked_for(world, "tag", "blu", **settings)) == []
    world.store.shelf("things", "us").put("k9", {"n": "many"})
    assert numbers(asked_for(world, "least", 0, **settings)) == list(range(7))


def asked_for(world: World, name: str, wanted: Any, **settings: Any) -> Any:
    """The page for one parameter of the query, as a contract would have read it."""
    call = a_call(world, method="GET")
    call.scope["request"]["query"] = {name: wanted}
    run(call, {"act": "select", "in": "things", "of": "us", "as": "page", **settings})
    return call.found["page"]


def test_records_are_shown_in_part_and_with_more() -> None:
    page = select(shelf(), "limit=1", only=["n", "kind", "other"], also={"seen": "{$request.query.limit}"})
    assert page["items"] == [{"n": 0, "kind": "even", "seen": 1}]


def test_times_are_compared_as_instants() -> None:
    settings = {
        "since": {"at": "$request.query.from"},
        "before": {"at": "$request.query.to"},
        "sort": {"at": "$request.query.sort"},
        **WAYS["page"],
    }
    assert numbers(select(shelf(), "from=2026-01-02T01:00:00%2B01:00", **settings)) == [1, 2, 3, 4, 5, 6]
    assert numbers(select(shelf(), "to=2026-01-02T00:00:00Z", **settings)) == [0]
    assert numbers(select(shelf(), "sort=-at&limit=2", **settings)) == [6, 5]
    assert numbers(select(shelf(), "sort=at&limit=2", **settings)) == [0, 1]


@pytest.mark.parametrize(
    "bbox, found", [("-6,51,-4.5,53", [0, 4]), ("-180,-90,180,90", [*range(7)]), ("179,-11,-179,-9", [2, 3, 6])]
)
def test_places_lie_within_a_box(bbox: str, found: list[int]) -> None:
    assert numbers(select(shelf(), f"bbox={bbox}", within={"place": "$request.query.bbox"})) == found


def test_the_size_is_heeded_or_not() -> None:
    assert numbers(select(shelf(), "limit=2")) == [0, 1]
    assert numbers(select(shelf(), "limit=2", heed_size=False)) == [*range(7)]
    assert numbers(select(shelf(), default=4)) == [0, 1, 2, 3]
