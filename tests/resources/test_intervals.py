"""Intervals are read as OGC API - Features writes them, and a thing is outside only with all of its times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.resources.intervals import bounds_of, intervals, moments, outside, perhaps_timed

DAY = 86_400
FIRST = datetime(2024, 1, 1, tzinfo=UTC).timestamp()
INFINITE = float("inf")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("2024-01-01T00:00:00Z", (FIRST, FIRST)),
        ("2024-01-01", (FIRST, FIRST + DAY - 1)),
        ("2024-01-01/2024-01-02", (FIRST, FIRST + 2 * DAY - 1)),
        ("2024-01-01T01:00:00+01:00/..", (FIRST, INFINITE)),
        ("../2024-01-01T00:00:00Z", (-INFINITE, FIRST)),
        ("/2024-01-01T00:00:00Z", (-INFINITE, FIRST)),
        ("2024-01-02/2024-01-01", None),
        ("yesterday", None),
        ("2024-13-01", None),
        ("", None),
    ],
)
def test_bounds(text: str, expected: tuple[float, float] | None) -> None:
    assert bounds_of(text) == expected


def test_the_times_of_a_thing() -> None:
    thing = {"id": "2024", "properties": {"at": "2024-01-01T00:00:00Z", "day": "2024-01-01", "n": 3}, "other": None}
    assert moments(thing) == [FIRST, FIRST + (DAY - 1) / 2]
    assert moments({"a": {"b": {"at": "2024-01-01"}}}) == []
    assert moments("2024-01-01") == []


def test_outside_is_only_what_lies_on_one_side_with_a_day_to_spare() -> None:
    bounds = (FIRST, FIRST + DAY)
    assert outside(bounds, [FIRST - 2 * DAY])
    assert outside(bounds, [FIRST + 3 * DAY, FIRST + 4 * DAY])
    assert not outside(bounds, [FIRST - 2 * DAY, FIRST + 3 * DAY])
    assert not outside(bounds, [FIRST - DAY / 2])


TENTHS = [FIRST + n * 10 * DAY for n in range(9)]


def test_an_interval_of_the_earlier_half_and_its_first_day() -> None:
    half, day = intervals([[at] for at in TENTHS])
    assert half == "2024-01-01T00:00:00Z/2024-02-10T00:00:00Z"
    assert day == "2024-01-01T00:00:00Z/2024-01-01T23:59:59Z"
    assert intervals([[FIRST], [FIRST + DAY]]) == intervals([]) == ()


def test_a_time_that_all_have_in_common_and_before_the_others() -> None:
    made = FIRST - 400 * DAY
    things = [[made, at] for at in TENTHS]
    half, day = intervals(things)
    assert half == "2024-02-10T00:00:00Z/2024-03-21T23:59:59Z"
    assert day == "2024-03-21T00:00:00Z/2024-03-21T23:59:59Z"
    for text, left_out in ((half, 4), (day, 8)):
        bounds = bounds_of(text)
        assert bounds is not None
        assert sum(outside(bounds, times) for times in things) >= left_out - 1


def test_a_time_that_all_have_in_common_and_after_the_others() -> None:
    half, _ = intervals([[at, FIRST + 4000 * DAY] for at in TENTHS])
    assert half == "2024-01-01T00:00:00Z/2024-02-10T00:00:00Z"


def test_times_that_enclose_all_the_others_leave_nothing_out() -> None:
    assert intervals([[FIRST - 400 * DAY, at, FIRST + 4000 * DAY] for at in TENTHS]) == ()


@pytest.mark.parametrize(
    "thing, expected",
    [
        ({"properties": {"at": "3 May 2024"}}, True),
        ({"properties": {"at": 1704067200}}, True),
        ({"properties": {"at": [{"year": "2024"}]}}, True),
        ({"id": "2024", "links": [{"href": "/2024"}], "geometry": {"coordinates": [2e8]}}, False),
        ({"properties": {"uprn": "100023336956", "at": None, "open": True, "n": 2024.5}}, False),
        (None, False),
    ],
)
def test_what_may_be_a_time(thing: object, expected: bool) -> None:
    assert perhaps_timed(thing) is expected


@given(st.integers(0, 40_000), st.integers(0, 10_000))
def test_what_lies_within_is_never_outside(first: int, days: int) -> None:
    start = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(days=first)
    end = start + timedelta(days=days)
    bounds = bounds_of(f"{start:%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}")
    assert bounds is not None
    assert not outside(bounds, [(bounds[0] + bounds[1]) / 2])
