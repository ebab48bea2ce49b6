"""Arrest summons numbers of both lengths, and what their check letter covers."""

from __future__ import annotations

import pytest
from formats.changes import DIGITS, missed_changes, missed_swaps, places

from harness.formats.asn import ASN, is_asn
from harness.formats.check_letter import check_letter
from harness.formats.making import Draw


def test_the_published_vector() -> None:
    assert is_asn("1101ZD0100000448754K")


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


def test_every_change_of_a_digit_to_another_is_caught_but_in_the_unit(draw: Draw) -> None:
    for right in ("1101ZD0100000448754K", *(ASN.make(draw) for _ in range(40))):
        digits = [(at, new) for at, new in missed_changes(right, is_asn) if right[at].isdigit() and new in DIGITS]
        assert digits == []
        assert {at for at, new in missed_changes(right, is_asn) if new in DIGITS} <= {4, 5}


def test_every_swap_within_what_is_covered_is_caught(draw: Draw) -> None:
    for right in ("1101ZD0100000448754K", *(ASN.make(draw) for _ in range(40))):
        assert places(missed_swaps(right, is_asn)) <= {3, 4, 5}  # the unit, and what it exchanges with its neighbours


def test_the_sequences_that_are_made_were_never_reached(draw: Draw) -> None:
    assert {ASN.make(draw)[8] for _ in range(200)} == {"9"}
