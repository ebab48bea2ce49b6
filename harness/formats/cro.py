"""Tells and makes numbers of the Criminal Records Office (CRO): NNNNNN/YYC, and the SF form SFYY/NC to SFYY/NNNNNNC.

Source: ministryofjustice/hmpps-person-record, CROIdentifier. In the standard form the serial number is padded to six
digits, in the SF form it is not. The check letter covers the year's two digits and the serial number, that is every
digit: it catches every change of one and every swap of two. It cannot catch two changes that make the number differ by
a multiple of 23, nor an SF that is added or left out where the serial number has six digits: the letter is the same.

No range is set aside for tests; the years of those that are made here are of nobody (see `YEARS_OF_NOBODY`).
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.check_letter import check_letter, with_other_letter
from harness.formats.making import YEARS_OF_NOBODY, Draw, Format, digits, one_of, with_other_digit

_STANDARD: Final = re.compile(r"([0-9]{6})/([0-9]{2})([A-HJ-NP-RT-Z])", re.ASCII)
_SF: Final = re.compile(r"SF([0-9]{2})/([1-9][0-9]{0,5})([A-HJ-NP-RT-Z])", re.ASCII)


def is_cro(text: str) -> bool:
    """Tell whether `text` is a canonical CRO number, of either form, with the right check letter."""
    standard = _STANDARD.fullmatch(text)
    if standard is not None:
        return standard[3] == check_letter(standard[2] + standard[1])
    sf = _SF.fullmatch(text)
    return sf is not None and sf[3] == check_letter(sf[1] + sf[2])


def is_invented_cro(text: str) -> bool:
    """Tell whether a CRO number is of a year that is nobody's, as those that are made here."""
    return (text[2:4] if text.startswith("SF") else text[-3:-1]) in YEARS_OF_NOBODY


def _standard(draw: Draw) -> str:
    serial, year = digits(draw, 6), one_of(draw, YEARS_OF_NOBODY)
    return f"{serial}/{year}{check_letter(year + serial)}"


def _sf(draw: Draw) -> str:
    serial, year = str(1 + draw(999_999)), one_of(draw, YEARS_OF_NOBODY)
    return f"SF{year}/{serial}{check_letter(year + serial)}"


def _make(draw: Draw) -> str:
    return _sf(draw) if draw(2) else _standard(draw)


def _check(draw: Draw) -> str:
    return with_other_letter(_make(draw))


def _digit(draw: Draw) -> str:
    right = _standard(draw)
    return with_other_digit(draw, right, draw(6))


CRO: Final = Format(
    holds=is_cro,
    make=_make,
    wrong={
        "check-letter": _check,
        "changed-digit": _digit,
        "no-year": lambda draw: (right := _standard(draw))[:6] + right[9:],
        "padded-sf": lambda draw: (right := _sf(draw))[:5] + "0" + right[5:],
        "lower-case": lambda draw: _make(draw).lower(),
    },
    source="ministryofjustice/hmpps-person-record",
)
