"""Arrest summons numbers of both lengths, and what their check letter covers."""

from __future__ import annotations

import pytest

from harness.formats.asn import ASN, canonical_asn, is_asn
from harness.formats.check_letter import check_letter
from harness.formats.making import Draw


def test_the_published_vector() -> None:
    assert is_asn("1101ZD0100000448754K")
    assert canonical_asn("11/01ZD/01/448754K") == "1101ZD0100000448754K"


@pytest.mark.parametrize("text", ["", "1101ZD0100000448754L", "1101ZD010000044875K", "11/01ZD/01/448754K", "1" * 20])
def test_bad(text: str) -> None:
    assert not is_asn(text)


def test_the_letter_of_the_long_form_is_not_held_against_it(draw: Draw) -> None:
    right = ASN.make(draw)
    assert is_asn(f"{right[:2]}A{right[2:]}")
    assert is_asn(f"{right[:2]}A{right[2:-1]}Z")


def test_a_force_of_letters_is_not_covered() -> None:
    letter = check_letter("01" + "11" + "00000448754")
    assert is_asn(f"11A1ZD0100000448754{letter}")
    assert is_asn(f"11B2ZD0100000448754{letter}")


def test_no_canonical_form_of_nothing() -> None:
    assert canonical_asn("11/01ZD/01/448754L") is None
