"""Intervals are read as OGC API - Features writes them, and a thing is outside only with all of its times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.resources.intervals import bounds_of, interval, moments, outside

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


def test_an_interval_of_the_earlier_half() -> None:
    times = [FIRST + n * 10 * DAY for n in range(9)]
    assert interval(times) == "2024-01-01T00:00:00Z/2024-02-10T00:00:00Z"
    assert interval([FIRST, FIRST + DAY]) == ""


@given(st.integers(0, 40_000), st.integers(0, 10_000))
def test_what_lies_within_is_never_outside(first: int, days: int) -> None:
    start = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(days=first)
    end = start + timedelta(days=days)
    bounds = bounds_of(f"{start:%Y-%m-%dT%H:%M:%SZ}/{end:%Y-%m-%dT%H:%M:%SZ}")
    assert bounds is not None
    assert not outside(bounds, [(bounds[0] + bounds[1]) / 2])
