"""Coordinate reference systems are known by their names, and have their axes in their own order."""

from __future__ import annotations

import pytest

from harness.formats.systems import (
    CRS84,
    CRS84H,
    NATIONAL_GRID,
    SYSTEMS,
    is_default,
    is_name,
    name_of,
    same,
    system_of,
)

OGC = "http://www.opengis.net/def/crs/"


@pytest.mark.parametrize(
    "uri, name",
    [
        (CRS84, ("OGC", "CRS84")),
        (CRS84H, ("OGC", "CRS84h")),
        (f"{OGC}EPSG/0/27700", ("EPSG", "27700")),
        (f"{OGC}EPSG/9.9.1/27700", ("EPSG", "27700")),
        ("https://www.opengis.net/def/crs/epsg/0/27700", ("EPSG", "27700")),
        ("urn:ogc:def:crs:EPSG::27700", ("EPSG", "27700")),
        ("EPSG:27700", None),
        (f"{OGC}EPSG/27700", None),
        (f"{OGC}EPSG/0/27700/more", None),
        ("", None),
    ],
)
def test_a_name_says_authority_and_code(uri: str, name: tuple[str, str] | None) -> None:
    assert name_of(uri) == name
    assert (system_of(uri) is not None) is (name in SYSTEMS)


@pytest.mark.parametrize(
    "uri, holds",
    [
        (CRS84, True),
        ("EPSG:27700", True),
        ("https://example.org/crs/own", True),
        ("urn:ogc:def:crs:EPSG::27700", True),
        (f"{OGC}EPSG/27700", False),
        ("urn:ogc:def:crs:27700", False),
        ("British National Grid", False),
        ("27700", False),
        ("", False),
        ("#/crs", False),
    ],
)
def test_what_is_a_uri_and_of_its_own_form(uri: str, holds: bool) -> None:
    assert is_name(uri) is holds


def test_two_names_of_one_system() -> None:
    assert same(NATIONAL_GRID, "urn:ogc:def:crs:EPSG::27700")
    assert same("https://example.org/own", "https://example.org/own")
    assert not same(NATIONAL_GRID, CRS84)
    assert not same("https://example.org/own", "https://example.org/other")
    assert [is_default(uri) for uri in (CRS84, CRS84H, NATIONAL_GRID, "?")] == [True, True, False, False]


@pytest.mark.parametrize(
    "code, place",
    [
        ("4326", (54.0, -1.5)),
        ("4258", (54.0, -1.5)),
        ("27700", (432873.262, 456112.081)),
        ("3857", (-166979.236, 7170156.294)),
        ("32630", (598320.852, 5984562.981)),
        ("25830", (598320.852, 5984562.981)),
    ],
)
def test_the_axes_are_in_the_order_of_the_system(code: str, place: tuple[float, float]) -> None:
    system = SYSTEMS["EPSG", code]
    assert system.agrees(system.of(-1.5, 54.0), place)
    assert not system.agrees(system.of(-1.5, 54.0), place[::-1])


def test_a_place_is_judged_where_the_system_is_used() -> None:
    grid = SYSTEMS["EPSG", "27700"]
    assert grid.holds(-1.5, 54.0)
    assert not grid.holds(179.9, -17.0)
    assert not SYSTEMS["EPSG", "3857"].holds(0.0, 89.0)
