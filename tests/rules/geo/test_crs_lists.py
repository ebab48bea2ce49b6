"""What a collection says of its systems is judged, and what it may leave out is not."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist
from featured import answered, judged

from harness.formats.systems import CRS84, CRS84H, NATIONAL_GRID

BOX = {"spatial": {"bbox": [[-5, 50, 2, 58]]}}


def said(check: str, everywhere: list[str] | None = None, **collection: Any) -> str:
    content = {"links": [], "collections": [{"id": "a", **collection}]} | ({"crs": everywhere} if everywhere else {})
    return gist(judged("crs/1", {"check": check}, answered("/collections", 200, content)))


@pytest.mark.parametrize(
    "crs, everywhere, expected",
    [
        ([CRS84, NATIONAL_GRID], None, "conforms"),
        (["#/crs"], [CRS84], "conforms"),
        (["#/crs"], ["the grid"], "violates: crs-no-uri"),
        (["the grid"], None, "violates: crs-no-uri"),
        (["http://www.opengis.net/def/crs/EPSG/27700"], None, "violates: crs-no-uri"),
        ([], None, "inconclusive: nothing-seen"),
    ],
)
def test_systems_are_named_by_uris(crs: list[str], everywhere: list[str] | None, expected: str) -> None:
    assert said("uris", everywhere, crs=crs) == expected


@pytest.mark.parametrize(
    "collection, expected",
    [
        ({"crs": [CRS84H], "extent": BOX}, "conforms"),
        ({"crs": [NATIONAL_GRID], "extent": BOX}, "violates: default-crs-not-listed"),
        ({"crs": [NATIONAL_GRID]}, "inconclusive: nothing-seen"),
        ({"extent": BOX}, "inconclusive: crs-not-listed"),
        ({"crs": ["#/crs"], "extent": BOX}, "inconclusive: crs-not-listed"),
    ],
)
def test_a_collection_with_an_extent_lists_the_default(collection: dict[str, Any], expected: str) -> None:
    assert said("listed", **collection) == expected


@pytest.mark.parametrize(
    "storage, said_, listed",
    [
        (CRS84, "conforms", "conforms"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "conforms", "conforms"),
        (NATIONAL_GRID, "conforms", "violates: storage-crs-not-listed"),
        ("grid", "violates: crs-no-uri", "violates: storage-crs-not-listed"),
        (None, "inconclusive: storage-crs-not-said", "inconclusive: nothing-seen"),
    ],
)
def test_the_system_that_features_are_stored_in(storage: str | None, said_: str, listed: str) -> None:
    collection = {"crs": [CRS84]} | ({"storageCrs": storage} if storage else {})
    assert (said("storage-said", **collection), said("storage-listed", **collection)) == (said_, listed)


def test_a_list_that_was_not_seen_holds_nobody_to_it() -> None:
    assert said("storage-listed", crs=["#/crs"], storageCrs=NATIONAL_GRID) == "inconclusive: nothing-seen"


def test_whether_some_collection_says_how_it_is_stored() -> None:
    assert said("storage-given", crs=[CRS84], storageCrs=CRS84) == "conforms"
    assert said("storage-given", crs=[CRS84]) == "violates: no-storage-crs"


def test_whether_some_collection_refers_to_the_global_list() -> None:
    assert said("global-used", [CRS84], crs=["#/crs"]) == "conforms"
    assert said("global-used", [CRS84], crs=[CRS84]) == "violates: global-crs-not-used"
