"""Features in a system: taken where it is listed, refused where it is not, said in a field, and where they are."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from building import gist
from featured import answered, asked, judged

from harness.formats.systems import CRS84, NATIONAL_GRID

ITEMS = "/collections/incidents/items"
GEOJSON = "application/geo+json"
PLACE = [-1.5, 54.0]
ON_GRID = [432873.3, 456112.1]


def came(place: Any, crs: str = "", *, status: int = 200, say: str | None = "", **rest: Any) -> Any:
    """Return a page with one feature; `say` is Content-Crs, '' for the right one, None for none."""
    query = f"?crs={quote(crs, safe='')}" if crs else ""
    feature = {"type": "Feature", "id": "f", "geometry": place and {"type": "Point", "coordinates": place}}
    page = {"type": rest.pop("type", "FeatureCollection"), "features": [feature], "links": []}
    said = f"<{crs or CRS84}>" if say == "" else say
    fields = {"say": {"Content-Crs": said}} if said is not None else {}
    return answered(f"{ITEMS}{query}", status, page, GEOJSON, **fields)


def said(check: str, *exchanges: Any) -> str:
    return gist(judged("crs/1", {"check": check}, *asked("/collections"), *exchanges))


@pytest.mark.parametrize(
    "uri, status, taken, refused",
    [
        (NATIONAL_GRID, 200, "conforms", "inconclusive: nothing-seen"),
        (NATIONAL_GRID, 400, "violates: listed-crs-refused", "inconclusive: nothing-seen"),
        (NATIONAL_GRID, 401, "inconclusive: nothing-seen", "inconclusive: nothing-seen"),
        ("urn:ogc:def:crs:EPSG::27700", 200, "conforms", "inconclusive: nothing-seen"),
        ("urn:ogc:def:crs:EPSG::99999", 400, "inconclusive: nothing-seen", "conforms"),
        ("urn:ogc:def:crs:EPSG::99999", 200, "inconclusive: nothing-seen", "violates: unlisted-crs-not-refused"),
        ("urn:ogc:def:crs:EPSG::99999", 406, "inconclusive: nothing-seen", "violates: unlisted-crs-not-refused"),
        ("urn:ogc:def:crs:EPSG::99999", 404, "inconclusive: nothing-seen", "inconclusive: nothing-seen"),
    ],
)
def test_what_is_listed_is_taken_and_nothing_else(uri: str, status: int, taken: str, refused: str) -> None:
    x = came(PLACE, uri, status=status)
    assert (said("taken", x), said("refused", x)) == (taken, refused)


def test_a_collection_whose_list_was_not_seen_is_held_to_nothing() -> None:
    x = came(PLACE, NATIONAL_GRID, status=400)
    assert [gist(judged("crs/1", {"check": c}, x)) for c in ("taken", "refused")] == ["inconclusive: nothing-seen"] * 2


@pytest.mark.parametrize(
    "place, expected",
    [
        (ON_GRID, "conforms"),
        ([432880.0, 456105.0], "conforms"),
        ([432964.8, 456050.8], "violates: crs-not-kept-to"),
        (PLACE, "violates: crs-not-kept-to"),
        (ON_GRID[::-1], "violates: crs-axes-swapped"),
        (None, "inconclusive: nothing-seen"),
    ],
)
def test_a_place_is_where_it_is_within_metres(place: Any, expected: str) -> None:
    assert said("action", came(PLACE), came(place, NATIONAL_GRID)) == expected
    assert said("action", came(place, NATIONAL_GRID), came(PLACE)) == expected


def test_what_is_not_known_here_or_lies_elsewhere_is_not_judged() -> None:
    far = [179.9, -17.0]
    assert said("action", came(far), came([1.0, 2.0], NATIONAL_GRID)) == "inconclusive: nothing-seen"
    own = {"links": [], "collections": [{"id": "incidents", "crs": ["https://example.org/own"]}]}
    listed, x = answered("/collections", 200, own), came([1, 2], "https://example.org/own")
    assert gist(judged("crs/1", {"check": "action"}, listed, came(PLACE), x)) == "inconclusive: crs-not-known"


@pytest.mark.parametrize(
    "place, say, expected",
    [
        (PLACE, "", "conforms"),
        (PLACE, None, "conforms"),
        (PLACE, "<http://www.opengis.net/def/crs/OGC/0/CRS84h>", "conforms"),
        (PLACE, f"<{NATIONAL_GRID}>", "violates: not-the-default-crs"),
        (ON_GRID, None, "violates: off-the-default-crs"),
        (None, None, "inconclusive: nothing-seen"),
    ],
)
def test_without_a_system_it_is_the_default(place: Any, say: str | None, expected: str) -> None:
    assert said("default", came(place, say=say)) == expected


@pytest.mark.parametrize(
    "crs, say, header, value",
    [
        ("", "", "conforms", "conforms"),
        (NATIONAL_GRID, "", "conforms", "conforms"),
        (NATIONAL_GRID, "<urn:ogc:def:crs:EPSG::27700>", "conforms", "conforms"),
        (NATIONAL_GRID, NATIONAL_GRID, "conforms", "violates: content-crs-form"),
        (NATIONAL_GRID, f"<{CRS84}>", "conforms", "violates: content-crs-other"),
        (NATIONAL_GRID, None, "violates: no-content-crs", "inconclusive: nothing-seen"),
    ],
)
def test_the_field_that_says_the_system(crs: str, say: str | None, header: str, value: str) -> None:
    x = came(PLACE, crs, say=say)
    assert (said("header", x), said("header-value", x)) == (header, value)


def test_geojson_is_given_in_other_systems() -> None:
    assert said("geojson", came(ON_GRID, NATIONAL_GRID)) == "conforms"
    assert said("geojson", came(ON_GRID, NATIONAL_GRID, type="Features")) == "violates: no-geojson"


def test_all_of_the_global_list_is_valid_for_who_refers_to_it() -> None:
    assert said("global-taken", came(ON_GRID, NATIONAL_GRID)) == "conforms"
    assert said("global-taken", came(ON_GRID, NATIONAL_GRID, status=400)) == "violates: listed-crs-refused"


@pytest.mark.parametrize(
    "exchange, expected",
    [
        (came(ON_GRID, NATIONAL_GRID), "conforms"),
        (came(ON_GRID[::-1], NATIONAL_GRID), "violates: crs-axes-swapped"),
        (came(ON_GRID, NATIONAL_GRID, say=None), "violates: content-crs-other"),
        (came(ON_GRID, NATIONAL_GRID, status=400), "violates: listed-crs-refused"),
    ],
)
def test_the_national_grid(exchange: Any, expected: str) -> None:
    assert said("national-grid", came(PLACE), exchange) == expected


def test_who_does_not_offer_the_national_grid() -> None:
    one = {"id": "incidents", "crs": [CRS84], "extent": {"spatial": {"bbox": [[-5, 50, 2, 58]]}}}
    listed = answered("/collections", 200, {"links": [], "collections": [one]})
    assert gist(judged("crs/1", {"check": "national-grid"}, listed, came(PLACE))) == "violates: no-national-grid"
