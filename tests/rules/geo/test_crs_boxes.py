"""Boxes in a system: taken or refused, and what they find is held against what is known to lie there."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from building import gist
from featured import answered, asked, judged

from harness.formats.systems import CRS84, NATIONAL_GRID
from harness.rules.geo.crs_seen import MOST_PLACES

ITEMS = "/collections/incidents/items"
IN, OUT = [-1.5, 54.0], [-4.0, 51.0]
PLAIN = "-1.55,53.95,-1.45,54.05"
GRID = "429500,450500,436200,461700"
UNLISTED = "urn:ogc:def:crs:EPSG::99999"


def page(*names: str, box: str = "", crs: str = "", status: int = 200, more: bool = False, **places: Any) -> Any:
    """Return what came; `i` lies in the box, `o` does not, and `n` lies nowhere."""
    known = {"i": IN, "o": OUT, "n": None} | places
    query = "&".join(([f"bbox={box}"] if box else []) + ([f"bbox-crs={quote(crs, safe='')}"] if crs else []))
    features = [
        {"type": "Feature", "id": n, "geometry": known[n] and {"type": "Point", "coordinates": known[n]}} for n in names
    ]
    links = [{"rel": "next", "href": "?offset=2"}] if more else []
    content = {"type": "FeatureCollection", "features": features, "links": links}
    return answered(f"{ITEMS}{'?' if query else ''}{query}", status, content, "application/geo+json")


def said(check: str, *exchanges: Any) -> str:
    return gist(judged("crs/1", {"check": check}, *asked("/collections"), page("i", "o", "n"), *exchanges))


@pytest.mark.parametrize(
    "crs, status, taken, refused",
    [
        (NATIONAL_GRID, 200, "conforms", "inconclusive: nothing-seen"),
        (NATIONAL_GRID, 400, "violates: listed-crs-refused", "inconclusive: nothing-seen"),
        (UNLISTED, 400, "inconclusive: nothing-seen", "conforms"),
        (UNLISTED, 200, "inconclusive: nothing-seen", "violates: unlisted-crs-not-refused"),
        (UNLISTED, 403, "inconclusive: nothing-seen", "inconclusive: nothing-seen"),
    ],
)
def test_what_is_listed_is_taken_and_nothing_else(crs: str, status: int, taken: str, refused: str) -> None:
    x = page("i", box=GRID, crs=crs, status=status)
    assert (said("box-taken", x), said("box-refused", x)) == (taken, refused)


@pytest.mark.parametrize(
    "check, box, crs", [("box-default", PLAIN, ""), ("box-action", GRID, NATIONAL_GRID), ("box-action", PLAIN, CRS84)]
)
@pytest.mark.parametrize(
    "names, more, expected",
    [
        (("i",), False, "conforms"),
        (("i", "n"), False, "conforms"),
        (("i", "o"), False, "violates: outside-box-in"),
        ((), False, "violates: missing-from-box"),
        (("n",), False, "violates: missing-from-box"),
        ((), True, "inconclusive: nothing-seen"),
    ],
)
def test_a_box_finds_what_lies_in_it(
    check: str, box: str, crs: str, names: tuple[str, ...], more: bool, expected: str
) -> None:
    assert said(check, page(*names, box=box, crs=crs, more=more)) == expected


def test_where_all_lies_in_the_box_nothing_is_shown() -> None:
    conversation = (*asked("/collections"), page("i"), page("i", box=GRID, crs=NATIONAL_GRID))
    assert gist(judged("crs/1", {"check": "box-action"}, *conversation)) == "inconclusive: all-alike"


def test_what_is_on_the_edge_counts_neither_way() -> None:
    edge = [-1.45001, 54.0]
    known = page("i", "o", "e", e=edge)
    for names in (("i",), ("i", "e")):
        x = page(*names, box=PLAIN, e=edge)
        assert gist(judged("crs/1", {"check": "box-default"}, *asked("/collections"), known, x)) == "conforms"


def test_what_has_several_places_may_cross_the_box() -> None:
    x = page("i", box=PLAIN)
    content = {"type": "FeatureCollection", "features": [_line("l", [-4, 51], [2, 57])], "links": []}
    crossing = answered(x.request.target, 200, content, "application/geo+json")
    conversation = (*asked("/collections"), page("o"), crossing)
    assert gist(judged("crs/1", {"check": "box-default"}, *conversation)) == "conforms"


def _line(name: str, *places: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": name, "geometry": {"type": "LineString", "coordinates": list(places)}}


@pytest.mark.parametrize(
    "box, place, expected",
    [
        ("-5.5,50.1,1.6,58.6", IN, "conforms"),
        ("-5.5,50.1,1.6,58.6", IN[::-1], "violates: britain-swapped"),
        ("-5.5,50.1,1.6,58.6", [10.0, 54.0], "violates: not-in-britain"),
        ("-5.5,50.1,1.6,58.6", None, "inconclusive: nothing-seen"),
        ("-180,-90,180,90", [10.0, 54.0], "inconclusive: nothing-seen"),
    ],
)
def test_a_box_over_great_britain(box: str, place: Any, expected: str) -> None:
    assert gist(judged("crs/1", {"check": "britain"}, page("x", box=box, x=place))) == expected


def test_a_system_that_is_not_known_here() -> None:
    own = {"links": [], "collections": [{"id": "incidents", "crs": ["https://example.org/own"]}]}
    x = page("i", box="1,2,3,4", crs="https://example.org/own")
    listed = answered("/collections", 200, own)
    assert gist(judged("crs/1", {"check": "box-action"}, listed, x)) == "inconclusive: crs-not-known"


def test_a_box_may_go_across_the_antimeridian() -> None:
    """One lies 1.5 degrees west and the other 4; a box from 2 degrees west goes eastward around the world."""
    across = "-2,40,-3,60"
    assert said("box-default", page("i", "o", box=across)) == "inconclusive: all-alike"
    narrow = "-2,40,-5,60"
    assert said("box-default", page("i", box=narrow)) == "conforms"
    assert said("box-default", page("i", "o", box=narrow)) == "violates: outside-box-in"
    assert said("box-default", page("o", box=narrow)) == "violates: outside-box-in"


@pytest.mark.parametrize(
    "ring, expected",
    [
        ([[-1.6, 53.9], [-1.4, 53.9], [-1.4, 54.1], [-1.6, 53.9]], "conforms"),  # around it, with no corner in it
        ([[-1.64, 53.9], [-1.56, 53.9], [-1.56, 53.98], [-1.64, 53.9]], "conforms"),  # a hair beside, as edges bend
        ([[10.0, 50.0], [10.2, 50.0], [10.2, 50.2], [10.0, 50.0]], "conforms"),  # where the grid is not used
        ([[-4.0, 51.0], [-3.8, 51.0], [-3.8, 51.2], [-4.0, 51.0]], "violates: outside-box-in"),
    ],
)
def test_an_area_lies_outside_where_its_extent_does(ring: list[list[float]], expected: str) -> None:
    shapes = {"i": {"type": "Point", "coordinates": IN}, "a": {"type": "Polygon", "coordinates": [ring]}}
    features = [{"type": "Feature", "id": name, "geometry": shape} for name, shape in shapes.items()]
    content = {"type": "FeatureCollection", "features": features, "links": []}
    target = f"{ITEMS}?bbox={GRID}&bbox-crs={quote(NATIONAL_GRID, safe='')}"
    assert said("box-action", answered(target, 200, content, "application/geo+json")) == expected


def test_of_a_shape_that_is_not_kept_whole_nothing_is_said() -> None:
    """Its first positions lie beside the box, as those of a long coast do; the last one lies in it."""
    line = [*([-4.0, 51.0] for _ in range(MOST_PLACES)), IN]
    shapes = {"i": {"type": "Point", "coordinates": IN}, "a": {"type": "LineString", "coordinates": line}}
    features = [{"type": "Feature", "id": name, "geometry": shape} for name, shape in shapes.items()]
    content = {"type": "FeatureCollection", "features": features, "links": []}
    target = f"{ITEMS}?bbox={GRID}&bbox-crs={quote(NATIONAL_GRID, safe='')}"
    assert said("box-action", answered(target, 200, content, "application/geo+json")) == "conforms"
