"""Tells and makes references of justice and driving: PTI-URN, court case reference, driver number.

Only their form is published in what was read, so only the form is held; the vector 97/1626/008395Q agrees with the
check letter of the other identifiers, and one vector is no rule.

Source: ministryofjustice/bichard7-next-core.
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.check_letter import LETTERS
from harness.formats.making import Draw, Format, digits, one_of

_PTI_URN: Final = re.compile(r"[A-Z0-9]{4}[0-9]{3,7}", re.ASCII)
_COURT_CASE: Final = re.compile(r"[0-9]{2}/[0-9]{4}/[0-9]{1,6}[A-HJ-NP-RT-Z]", re.ASCII)
_DRIVER: Final = re.compile(r"[A-Z0-9]{5}[0-9]{6}[A-Z0-9]{3}[A-Z]{2}", re.ASCII)


def is_pti_urn(text: str) -> bool:
    """Tell whether `text` has the form of a unique reference number of a case between police and prosecution."""
    return _PTI_URN.fullmatch(text) is not None


def is_court_case(text: str) -> bool:
    """Tell whether `text` has the form of a court case reference: year, court, number and a letter."""
    return _COURT_CASE.fullmatch(text) is not None


def is_driver_number(text: str) -> bool:
    """Tell whether `text` has the form of a driver number of Great Britain: 16 characters."""
    return _DRIVER.fullmatch(text) is not None


def _pti_urn(draw: Draw) -> str:
    return f"{digits(draw, 2)}Z{one_of(draw, 'ABC')}{digits(draw, 3 + draw(5))}"


def _court_case(draw: Draw) -> str:
    return f"{digits(draw, 2)}/{digits(draw, 4)}/{digits(draw, 6)}{one_of(draw, LETTERS)}"


def _driver(draw: Draw) -> str:
    # No surname begins ZZZZZ: nobody has such a number.
    return f"ZZZZZ{digits(draw, 6)}{one_of(draw, 'AB')}9{digits(draw, 1)}{one_of(draw, 'XYZ')}{one_of(draw, 'XYZ')}"


PTI_URN: Final = Format(
    holds=is_pti_urn,
    make=_pti_urn,
    wrong={
        "too-few-digits": lambda draw: _pti_urn(draw)[:6],
        "too-many-digits": lambda draw: f"{_pti_urn(draw)[:4]}{digits(draw, 8)}",
        "lower-case": lambda draw: _pti_urn(draw).lower(),
        "letter-in-number": lambda draw: f"{_pti_urn(draw)[:6]}X{digits(draw, 2)}",
    },
    source="ministryofjustice/bichard7-next-core",
)
COURT_CASE: Final = Format(
    holds=is_court_case,
    make=_court_case,
    wrong={
        "no-letter": lambda draw: _court_case(draw)[:-1],
        "letter-never-used": lambda draw: _court_case(draw)[:-1] + "IOS"[draw(3)],
        "short-court": lambda draw: (right := _court_case(draw))[:3] + right[4:],
        "no-slashes": lambda draw: _court_case(draw).replace("/", ""),
    },
    source="ministryofjustice/bichard7-next-core",
)
DRIVER_NUMBER: Final = Format(
    holds=is_driver_number,
    make=_driver,
    wrong={
        "too-short": lambda draw: _driver(draw)[:-1],
        "too-long": lambda draw: f"{_driver(draw)}A",
        "letter-in-date": lambda draw: (right := _driver(draw))[:5] + "X" + right[6:],
        "digit-at-end": lambda draw: _driver(draw)[:-1] + digits(draw, 1),
    },
    source="ministryofjustice/bichard7-next-core",
)
