"""What collections list is understood with the global list, and positions are found however deep a geometry is."""

from __future__ import annotations

from typing import Any

import pytest
from featured import BUNDLE, answered, asked, reading
from features_crs import EVERYWHERE, OF_POSTS

from harness.contract import EMPTY
from harness.formats.systems import CRS84
from harness.rules.geo.crs_seen import MOST_PLACES, Surface, Systems

SURFACE = Surface.of(BUNDLE.contract)
ITEMS = "/collections/incidents/items"


def seen(*exchanges: Any) -> Systems:
    assert SURFACE is not None
    systems = Systems()
    for x in exchanges:
        systems.see(reading(x), SURFACE)
    return systems


def test_the_operations_are_found_by_the_parameter() -> None:
    assert SURFACE == ("getFeatures", "getFeature", "describeCollection", "getCollections", "getConformance")
    assert Surface.of(EMPTY) is None


def test_a_collection_has_what_it_lists_and_what_it_refers_to() -> None:
    systems = seen(*asked("/collections"))
    assert [systems.offered(one) for one in systems.collections] == [EVERYWHERE, OF_POSTS]
    assert systems.lists("posts", EVERYWHERE[1]) is False
    assert systems.lists("incidents", EVERYWHERE[1]) is True
    assert systems.lists("others", CRS84) is None


def test_a_reference_to_a_list_that_was_not_seen_is_not_known() -> None:
    systems = seen(answered("/collections/a", 200, {"id": "a", "crs": ["#/crs"]}))
    assert systems.offered(systems.collections[0]) is None
    assert systems.lists("a", CRS84) is None


def test_a_collection_that_lists_nothing_has_the_default() -> None:
    systems = seen(answered("/collections/a", 200, {"id": "a"}))
    assert systems.offered(systems.collections[0]) == (CRS84,)


@pytest.mark.parametrize(
    "geometry, places",
    [
        (None, ()),
        ({"type": "Point", "coordinates": [1, 2, 3]}, ((1.0, 2.0),)),
        ({"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}, ((1.0, 2.0), (3.0, 4.0))),
        ({"type": "Point", "coordinates": [None, "2"]}, ()),
        ({"type": "Point", "coordinates": "here"}, ()),
        ({"type": "LineString", "coordinates": [[n, n] for n in range(90)]}, tuple((n, n) for n in range(MOST_PLACES))),
    ],
)
def test_the_positions_of_a_feature(geometry: Any, places: tuple[tuple[float, float], ...]) -> None:
    page = {"type": "FeatureCollection", "features": [{"type": "Feature", "id": 7, "geometry": geometry}, None]}
    (one,) = seen(answered(ITEMS, 200, page)).asked
    assert one.places == {"7": places}
    assert (one.type, one.whole, one.names) == ("FeatureCollection", True, frozenset({"7"}))


def test_what_was_asked_for_is_read_from_the_query() -> None:
    (one,) = seen(*asked(f"{ITEMS}?bbox=1,2,3,4&bbox-crs=urn:a&crs=urn:b&limit=3")).asked
    assert (one.box, one.box_crs, one.crs, one.others) == ((1.0, 2.0, 3.0, 4.0), "urn:a", "urn:b", False)
    (one,) = seen(*asked(f"{ITEMS}?bbox=1,2,3&offset=2")).asked
    assert (one.box, one.others) == (None, True)


def test_json_of_another_kind_is_no_geojson() -> None:
    page = {"type": "FeatureCollection", "features": []}
    (one,) = seen(answered(ITEMS, 200, page, "application/ld+json")).asked
    assert not one.by_us
    (one,) = seen(answered(ITEMS, 400, page, "text/html")).asked
    assert one.by_us
