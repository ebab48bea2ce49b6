"""CRO numbers of both forms, by the published vectors."""

from __future__ import annotations

import pytest
from formats.changes import missed_changes, missed_swaps

from harness.formats.cro import CRO, is_cro, is_invented_cro
from harness.formats.making import Draw


@pytest.mark.parametrize("text", ["265416/21G", "065656/91H", "SF05/482703J", "SF83/50058Z", "085227/65L"])
def test_good(text: str) -> None:
    assert is_cro(text)


@pytest.mark.parametrize("text", ["", "85227/65G", "085227/65G", "65656/91H", "SF83/050058Z", "SF83/0Z", "265416/21"])
def test_bad(text: str) -> None:
    assert not is_cro(text)


def test_what_is_made_is_nobodys(draw: Draw) -> None:
    assert all(is_invented_cro(CRO.make(draw)) for _ in range(200))
    assert not any(map(is_invented_cro, ("265416/21G", "SF05/482703J")))


def test_every_change_and_every_swap_is_caught(draw: Draw) -> None:
    for right in ("265416/21G", "065656/91H", "SF05/482703J", "SF83/50058Z", *(CRO.make(draw) for _ in range(40))):
        assert missed_changes(right, is_cro) == []
        assert missed_swaps(right, is_cro) == []


def test_the_letter_does_not_tell_the_two_forms_apart() -> None:
    assert is_cro("265416/21G")
    assert is_cro("SF21/265416G")
