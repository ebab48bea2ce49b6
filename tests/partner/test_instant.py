"""Times are read as RFC 3339 writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.partner.instant import seconds_of, written


@pytest.mark.parametrize(
    "text, expected",
    [
        ("1970-01-01T00:00:01Z", 1),
        ("1970-01-01t00:00:01z", 1),
        ("1970-01-01T01:00:01.5+01:00", 1.5),
        ("1970-01-01T00:00:60Z", 59),
        ("1970-01-01T00:00:01", None),
        ("1970-13-01T00:00:01Z", None),
        ("0000-01-01T00:00:00Z", None),
        ("", None),
        ("x" * 100, None),
        (5, None),
        (None, None),
    ],
)
def test_seconds(text: Any, expected: float | None) -> None:
    assert seconds_of(text) == expected


@given(st.integers(0, 4_000_000_000_000))
def test_what_is_written_is_read_again(milliseconds: int) -> None:
    assert seconds_of(written(milliseconds / 1000)) == pytest.approx(milliseconds / 1000, abs=0.001)


@given(st.text(max_size=70))
def test_no_text_is_too_odd(text: str) -> None:
    assert seconds_of(text) is None or isinstance(seconds_of(text), float)
