"""When an answer allows to come again is read in both forms, and what is neither asks for nothing."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reading.retrying import A_SECOND, allowed_at

NOON = 1_772_366_400


@pytest.mark.parametrize("said, at", [("2", NOON + 2), (" 0 ", NOON), (formatdate(NOON + 7, usegmt=True), NOON + 7)])
def test_seconds_and_dates(said: str, at: int) -> None:
    assert allowed_at(said, NOON * A_SECOND) == at * A_SECOND


@pytest.mark.parametrize("said", ["", "soon", "-1", "1.5", "٣", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_what_is_neither(said: str) -> None:
    assert allowed_at(said, NOON * A_SECOND) == 0


@given(st.text())
def test_nothing_that_is_said_makes_it_fail(said: str) -> None:
    assert isinstance(allowed_at(said, 0), int)
