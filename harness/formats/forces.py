"""Lists the codes of police forces and other prosecuting bodies, and tells the codes of units below them.

Source: ministryofjustice/bichard7-next-data, forces.json (84 rows) and the form of organisation-unit.json. Gaps in the
numbering are codes that were never given out or belong to nobody today.
"""

from __future__ import annotations

import re
from typing import Final

from harness.formats.making import Draw, Format, digits, one_of

FORCES: Final = frozenset((
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "10", "11", "12", "13", "14", "15", "16", "17", "18",
    "20", "21", "22", "23", "24", "25", "26", "27", "30", "31", "32", "33", "34", "35", "36", "37", "39", "40",
    "41", "42", "43", "44", "45", "46", "47", "48", "50", "52", "53", "54", "55", "56", "57", "59", "60", "61",
    "62", "63", "64", "65", "66", "67", "70", "73", "74", "76", "78", "80", "82", "83", "84", "86", "87", "88",
    "89", "90", "91", "92", "93", "94", "95", "96", "97", "98", "99", "B01DU",
))  # fmt: skip
_CODES: Final = tuple(sorted(code for code in FORCES if len(code) == 2))
_UNKNOWN: Final = tuple(f"{n:02d}" for n in range(100) if f"{n:02d}" not in FORCES)
_UNIT: Final = re.compile(r"[A-JZ0-9]?[A-Z0-9]{6}", re.ASCII)


def is_force(text: str) -> bool:
    """Tell whether `text` is the code of a force or body."""
    return text in FORCES


def is_organisation_unit(text: str) -> bool:
    """Tell whether `text` has the form of a unit's code: six letters or digits, with or without a top-level letter."""
    return _UNIT.fullmatch(text) is not None


FORCE: Final = Format(
    holds=is_force,
    make=lambda draw: one_of(draw, _CODES),
    wrong={
        "unknown-code": lambda draw: one_of(draw, _UNKNOWN),
        "one-digit": lambda draw: digits(draw, 1),
        "three-digits": lambda draw: digits(draw, 3),
    },
    source="ministryofjustice/bichard7-next-data",
)


def _unit(draw: Draw) -> str:
    return f"{one_of(draw, ('', 'A', 'B', 'Z'))}{one_of(draw, _CODES)}Z{one_of(draw, 'ABC')}{digits(draw, 2)}"


ORGANISATION_UNIT: Final = Format(
    holds=is_organisation_unit,
    make=_unit,
    wrong={
        "too-short": lambda draw: _unit(draw)[-5:],
        "too-long": lambda draw: f"{_unit(draw)}00",
        "top-level-letter": lambda draw: f"K{_unit(draw)[-6:]}",
        "lower-case": lambda draw: _unit(draw).lower(),
    },
    source="ministryofjustice/bichard7-next-data",
)
