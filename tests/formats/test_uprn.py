"""UPRNs and USRNs are digits, no more than the register issues, without leading zeros."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.formats import FORMATS
from harness.formats.uprn import UPRN, USRN


@pytest.mark.parametrize("text", ["1", "100023336956", "999999999999"])
def test_uprns(text: str) -> None:
    assert UPRN.holds(text)


@pytest.mark.parametrize("text", ["", "0", "0123", "9999999999999", "12a", "-1", " 1", "1 ", "1.0", "²", "١٢"])
def test_no_uprns(text: str) -> None:
    assert not UPRN.holds(text)
    assert not USRN.holds(text)


def test_usrns_are_shorter() -> None:
    assert USRN.holds("12345678")
    assert not USRN.holds("123456789")


@given(st.integers(1, 10**12 - 1))
def test_every_number_of_the_range(number: int) -> None:
    assert UPRN.holds(str(number))
    assert USRN.holds(str(number)) is (number < 10**8)


@given(st.text())
def test_formats_take_any_text(text: str) -> None:
    assert {is_format(text) for is_format in FORMATS.values()} <= {True, False}
