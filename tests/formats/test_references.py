"""References of justice and driving have their published form."""

from __future__ import annotations

import pytest

from harness.formats.references import is_court_case, is_driver_number, is_pti_urn


@pytest.mark.parametrize(
    "text, holds", [("01ZD1234567", True), ("01ZD123", True), ("01ZD12", False), ("01zd12", False)]
)
def test_pti_urn(text: str, holds: bool) -> None:
    assert is_pti_urn(text) is holds


@pytest.mark.parametrize(
    "text, holds",
    [("97/1626/008395Q", True), ("97/1626/1Q", True), ("97/1626/008395", False), ("97/1626/008395I", False)],
)
def test_court_case(text: str, holds: bool) -> None:
    assert is_court_case(text) is holds


@pytest.mark.parametrize(
    "text, holds", [("ZZZZZ801234A99XY", True), ("ZZZZZ801234A99X", False), ("ZZZZZ80123XA99XY", False)]
)
def test_driver_number(text: str, holds: bool) -> None:
    assert is_driver_number(text) is holds
