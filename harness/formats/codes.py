"""Tells and makes codes of persons: self-defined ethnicity 18+1 and 16+1, observed ethnicity, and sex (ISO/IEC 5218).

Source: CJS Data Standards Catalogue, as cited by published code of the Ministry of Justice. 16+1 is the older list: it
lacks W3 and O2, and has Chinese as O1 where 18+1 has A4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.formats.making import Format, one_of

ETHNICITY_18: Final = ("W1", "W2", "W3", "W9", "M1", "M2", "M3", "M9", "A1", "A2", "A3", "A4", "A9", "B1", "B2", "B9",
                       "O2", "O9", "NS")  # fmt: skip
ETHNICITY_16: Final = ("W1", "W2", "W9", "M1", "M2", "M3", "M9", "A1", "A2", "A3", "A9", "B1", "B2", "B9", "O1", "O9",
                       "NS")  # fmt: skip
ETHNICITY_OBSERVED: Final = ("0", "1", "2", "3", "4", "5", "6", "9")
SEX: Final = ("0", "1", "2", "9")
"""ISO/IEC 5218: not known, male, female, not applicable."""


def among(codes: tuple[str, ...]) -> Callable[[str], bool]:
    """Return what tells the members of a list of codes."""
    known = frozenset(codes)
    return lambda text: text in known


ETHNICITY_18_1: Final = Format(
    holds=among(ETHNICITY_18),
    make=lambda draw: one_of(draw, ETHNICITY_18),
    wrong={
        "of-the-older-list": lambda draw: "O1",
        "unknown-code": lambda draw: one_of(draw, ("X1", "W4", "A5", "B3", "M4")),
        "lower-case": lambda draw: one_of(draw, ETHNICITY_18).lower(),
    },
    source="CJS Data Standards Catalogue",
)
ETHNICITY_16_1: Final = Format(
    holds=among(ETHNICITY_16),
    make=lambda draw: one_of(draw, ETHNICITY_16),
    wrong={
        "of-the-newer-list": lambda draw: one_of(draw, ("W3", "A4", "O2")),
        "unknown-code": lambda draw: one_of(draw, ("X1", "W4", "A5", "B3", "M4")),
        "lower-case": lambda draw: one_of(draw, ETHNICITY_16).lower(),
    },
    source="CJS Data Standards Catalogue",
)
ETHNICITY_SEEN: Final = Format(
    holds=among(ETHNICITY_OBSERVED),
    make=lambda draw: one_of(draw, ETHNICITY_OBSERVED),
    wrong={"unknown-code": lambda draw: one_of(draw, ("7", "8")), "with-letters": lambda draw: "IC1"},
    source="CJS Data Standards Catalogue",
)
ISO_5218: Final = Format(
    holds=among(SEX),
    make=lambda draw: one_of(draw, SEX),
    wrong={
        "unknown-code": lambda draw: one_of(draw, tuple("345678")),
        "letter": lambda draw: one_of(draw, tuple("MFU")),
        "two-digits": lambda draw: f"0{one_of(draw, SEX)}",
    },
    source="ISO/IEC 5218",
)
