"""A day is read in one form, whatever else ISO 8601 allows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.days import day


@given(st.dates())
def test_a_day_is_read_as_it_is_written(one: date) -> None:
    assert day(one.isoformat()) == one


@pytest.mark.parametrize(
    "text", ["", "20270331", "2027-W13-3", "2027W133", "2027-02-30", "2027-3-31", "2027-03-31T00", "٢٠٢٧-03-31"]
)
def test_no_other_form_is_one(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        day(text)
