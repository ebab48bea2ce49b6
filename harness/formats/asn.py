"""Tells and makes arrest summons numbers (ASN): year, force, unit, system, eleven digits and a check letter.

The form has 20 characters, YY FF UU SS NNNNNNNNNNN C, or 21 where a top-level code stands before the force. The check
letter covers force and system, as far as they are digits, then the year and the sequence: it catches every change of
one of these digits to another, and every swap of two. It cannot catch a change of the unit, of a force or system that
is not all digits, nor two changes that make the number differ by a multiple of 23. In the form of 21 characters
programs in use disagree on which characters the force is, so its letter is not held against it.

No range is set aside for tests. The sequences of those that are made here begin with 9: no unit counts so many arrests.

Source: ministryofjustice/bichard7-next-core, packages/core/lib/Asn.ts and phase1/lib/isAsnValid.ts.
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.check_letter import check_letter, is_digits, with_other_letter
from harness.formats.forces import FORCES
from harness.formats.making import Draw, Format, digits, one_of, with_other_digit

_FORM: Final = re.compile(
    r"([0-9]{2})([A-Z0-9]?)([A-Z0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})([0-9]{11})([A-HJ-NP-RT-Z])", re.ASCII
)
_DIGIT_FORCES: Final = tuple(code for code in sorted(FORCES) if is_digits(code))


def is_asn(text: str) -> bool:
    """Tell whether `text` is an arrest summons number, written without slashes."""
    match = _FORM.fullmatch(text)
    if match is None:
        return False
    year, top, force, _, system, sequence, letter = match.groups()
    return bool(top) or letter == check_letter(_covered(year, force, system, sequence))


def _covered(year: str, force: str, system: str, sequence: str) -> str:
    return "".join(part for part in (force, system) if is_digits(part)) + year + sequence


def _make(draw: Draw) -> str:
    year, force = digits(draw, 2), one_of(draw, _DIGIT_FORCES)
    unit, system, sequence = f"Z{one_of(draw, 'ABCD')}", f"0{1 + draw(2)}", f"9{digits(draw, 10)}"
    return f"{year}{force}{unit}{system}{sequence}{check_letter(_covered(year, force, system, sequence))}"


def _check(draw: Draw) -> str:
    return with_other_letter(_make(draw))


def _digit(draw: Draw) -> str:
    right = _make(draw)
    return with_other_digit(draw, right, 8 + draw(11))


ASN: Final = Format(
    holds=is_asn,
    make=_make,
    wrong={
        "check-letter": _check,
        "changed-digit": _digit,
        "short-sequence": lambda draw: (right := _make(draw))[:8] + right[10:],
        "slashes": lambda draw: f"{(right := _make(draw))[:2]}/{right[2:6]}/{right[6:8]}/{right[8:]}",
        "lower-case": lambda draw: _make(draw).lower(),
    },
    source="ministryofjustice/bichard7-next-core",
)
