"""Tells and makes Police National Computer identifiers (PNC ID) in their canonical form, YYYY/NNNNNNNC.

Source: ministryofjustice/hmpps-person-record, PNCIdentifier. The check letter covers the last two digits of the year
and the seven digits of the serial number: it catches every change of one of these, and every swap of two. It cannot
catch a change of the century, nor two changes that make the number differ by a multiple of 23.

No range is set aside for tests; the years of those that are made here are of nobody (see `YEARS_OF_NOBODY`).
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.check_letter import check_letter, with_other_letter
from harness.formats.making import YEARS_OF_NOBODY, Draw, Format, digits, one_of, with_other_digit

_FORM: Final = re.compile(r"([0-9]{4})/([0-9]{7})([A-HJ-NP-RT-Z])", re.ASCII)


def is_pnc(text: str) -> bool:
    """Tell whether `text` is a canonical PNC identifier with the right check letter."""
    match = _FORM.fullmatch(text)
    return match is not None and match[3] == check_letter(match[1][2:] + match[2])


def is_invented_pnc(text: str) -> bool:
    """Tell whether a PNC identifier is of a year that is nobody's, as those that are made here."""
    return text[:2] == "19" and text[2:4] in YEARS_OF_NOBODY


def _make(draw: Draw) -> str:
    year, serial = one_of(draw, YEARS_OF_NOBODY), digits(draw, 7)
    return f"19{year}/{serial}{check_letter(year + serial)}"


def _check(draw: Draw) -> str:
    return with_other_letter(_make(draw))


def _digit(draw: Draw) -> str:
    right = _make(draw)
    return with_other_digit(draw, right, 5 + draw(7))


PNC: Final = Format(
    holds=is_pnc,
    make=_make,
    wrong={
        "check-letter": _check,
        "changed-digit": _digit,
        "short-serial": lambda draw: (right := _make(draw))[:5] + right[6:],
        "no-slash": lambda draw: _make(draw).replace("/", ""),
        "lower-case": lambda draw: _make(draw).lower(),
        "letter-never-used": lambda draw: _make(draw)[:-1] + "IOS"[draw(3)],
    },
    source="ministryofjustice/hmpps-person-record",
)
