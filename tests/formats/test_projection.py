"""Places on the National Grid and in other projections, against figures that others published or worked out."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.formats.projection import NATIONAL_GRID, projected, to_national_grid, to_osgb36, to_web_mercator, utm


def test_the_worked_example_of_the_projection() -> None:
    """Ordnance Survey, A guide to coordinate systems in Great Britain, annex C.1: on OSGB36, to the millimetre."""
    longitude, latitude = 1 + 43 / 60 + 4.5177 / 3600, 52 + 39 / 60 + 27.2531 / 3600
    assert projected(NATIONAL_GRID, longitude, latitude) == pytest.approx((651409.903, 313177.270), abs=0.001)


@pytest.mark.parametrize(
    "place, grid",
    [
        ((-1.5, 54.0), (432873.262, 456112.081)),
        ((-5.2, 50.3), (172206.834, 49349.111)),
        ((-3.1, 57.9), (334897.793, 890595.167)),
        ((1.7, 52.6), (650655.969, 306675.475)),
        ((-7.5, 57.6), (71586.829, 869995.427)),
    ],
)
def test_the_national_grid_as_proj_has_it(place: tuple[float, float], grid: tuple[float, float]) -> None:
    """PROJ 9, OGC:CRS84 to EPSG:27700 by the seven parameters (EPSG:1314)."""
    assert to_national_grid(*place) == pytest.approx(grid, abs=0.01)


@pytest.mark.parametrize(
    "zone, place, grid",
    [
        (30, (-1.5, 54.0), (598320.852, 5984562.981)),
        (30, (-5.2, 50.3), (343322.774, 5574301.803)),
        (31, (1.7, 52.6), (411954.345, 5828568.891)),
        (29, (-7.5, 57.6), (589645.982, 6385169.210)),
    ],
)
def test_zones_of_utm_as_proj_has_them(zone: int, place: tuple[float, float], grid: tuple[float, float]) -> None:
    assert projected(utm(zone), *place) == pytest.approx(grid, abs=0.01)


def test_the_map_of_the_web_as_proj_has_it() -> None:
    assert to_web_mercator(-1.5, 54.0) == pytest.approx((-166979.236, 7170156.294), abs=0.001)


@given(st.floats(-8, 1.7), st.floats(50, 60.5))
def test_without_the_change_of_datum_a_place_is_off_by_more_than_is_allowed_for(
    longitude: float, latitude: float
) -> None:
    right, plain = to_national_grid(longitude, latitude), projected(NATIONAL_GRID, longitude, latitude)
    assert 45 < hypot(right[0] - plain[0], right[1] - plain[1]) < 200


@given(st.floats(-8, 1.7), st.floats(50, 60.5))
def test_the_two_datums_are_less_than_three_hundred_metres_apart(longitude: float, latitude: float) -> None:
    there = to_osgb36(longitude, latitude)
    assert abs(there[0] - longitude) < 0.003
    assert abs(there[1] - latitude) < 0.001
