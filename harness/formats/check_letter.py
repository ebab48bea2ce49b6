"""Computes the check letter that police and court identifiers end in: a number modulo 23, as one of 23 letters.

What it catches, since 23 is a prime larger than 10: every change of one digit, and every swap of two digits that are
fewer than 22 places apart (10 is a primitive root of 23). What it cannot catch: two changes whose sum is a multiple of
23; a change outside the number, such as a PNC identifier's century or a force code that is not all digits.

Source: ministryofjustice/hmpps-person-record and ministryofjustice/bichard7-next-core, which hold the same table.
"""

from __future__ import annotations

from typing import Final

LETTERS: Final = "ZABCDEFGHJKLMNPQRTUVWXY"
"""By remainder; I, O and S are left out, since they are read as 1, 0 and 5."""


def check_letter(digits: str) -> str:
    """Return the letter for a number written in ASCII digits."""
    return LETTERS[int(digits) % len(LETTERS)]


def other_letter(letter: str) -> str:
    """Return a letter of the table that is not `letter`."""
    return LETTERS[(LETTERS.index(letter) + 1) % len(LETTERS)]


def with_other_letter(text: str) -> str:
    """Return an identifier with another letter at its end."""
    return text[:-1] + other_letter(text[-1])


def is_digits(text: str) -> bool:
    """Tell whether `text` is ASCII digits and at least one; `str.isdigit` takes other scripts too."""
    return text.isascii() and text.isdigit()
