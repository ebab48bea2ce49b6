"""Tells and makes NHS numbers: nine digits and a check digit, modulo 11.

Source: NHS Data Dictionary, NHS NUMBER. Weights are 10 down to 2; a remainder that gives 10 is never issued. The check
digit catches every change of one digit and every swap of two digits that differ, since all weights differ modulo 11,
a prime. It cannot catch two changes whose weighted sum is a multiple of 11. Numbers that begin with 999 are set aside
for tests, and only such are made here.
"""

from __future__ import annotations

from typing import Final

from harness.formats.check_letter import is_digits
from harness.formats.making import Draw, Format, digits


def check_digit(nine: str) -> int:
    """Return the check digit of nine digits; 10 where no number can be made of them."""
    return (11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11


def is_nhs_number(text: str) -> bool:
    """Tell whether `text` is an NHS number of ten digits, written without spaces."""
    return len(text) == 10 and is_digits(text) and check_digit(text[:9]) == int(text[9])


def _make(draw: Draw) -> str:
    serial = draw(1_000_000)
    while check_digit(nine := f"999{serial:06d}") == 10:
        serial = (serial + 1) % 1_000_000
    return f"{nine}{check_digit(nine)}"


def _digit(draw: Draw) -> str:
    right = _make(draw)
    place = draw(10)
    return f"{right[:place]}{(int(right[place]) + 1 + draw(9)) % 10}{right[place + 1 :]}"


def _ten(draw: Draw) -> str:
    serial = draw(1_000_000)
    while check_digit(nine := f"999{serial:06d}") != 10:
        serial = (serial + 1) % 1_000_000
    return f"{nine}0"


NHS_NUMBER: Final = Format(
    holds=is_nhs_number,
    make=_make,
    wrong={
        "changed-digit": _digit,
        "never-issued": _ten,
        "spaces": lambda draw: f"{(right := _make(draw))[:3]} {right[3:6]} {right[6:]}",
        "too-short": lambda draw: _make(draw)[:9],
        "too-long": lambda draw: f"{_make(draw)}{digits(draw, 1)}",
    },
    source="NHS Data Dictionary",
)
