"""UPRNs and USRNs are digits, no more than the register issues, without leading zeros."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.formats import FORMATS
from harness.formats.uprn import is_uprn, is_usrn


@pytest.mark.parametrize("text", ["1", "100023336956", "999999999999"])
def test_uprns(text: str) -> None:
    assert is_uprn(text)


@pytest.mark.parametrize("text", ["", "0", "0123", "9999999999999", "12a", "-1", " 1", "1 ", "1.0", "²", "١٢"])
def test_no_uprns(text: str) -> None:
    assert not is_uprn(text)
    assert not is_usrn(text)


def test_usrns_are_shorter() -> None:
    assert is_usrn("12345678")
    assert not is_usrn("123456789")


@given(st.integers(1, 10**12 - 1))
def test_every_number_of_the_range(number: int) -> None:
    assert is_uprn(str(number))
    assert is_usrn(str(number)) is (number < 10**8)


@given(st.text())
def test_formats_take_any_text(text: str) -> None:
    assert {is_format(text) for is_format in FORMATS.values()} <= {True, False}
