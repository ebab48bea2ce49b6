"""Tells UPRNs and USRNs from other text: the property and street references of GeoPlace and Ordnance Survey.

Source: Open Standards Board mandate from 1 July 2020. Both are numbers, transported as text without leading zeros.
"""

from __future__ import annotations

from typing import Final

from harness.formats.making import Draw, Format, digits


def _is_reference(text: str, most: int) -> bool:
    """Tell whether `text` can be such a number: at most so many digits, no leading zero."""
    return 1 <= len(text) <= most and text.isascii() and text.isdigit() and text[0] != "0"


def _reference(draw: Draw, most: int) -> str:
    return f"{1 + draw(9)}{digits(draw, draw(most))}"


def _format(most: int) -> Format:
    return Format(
        holds=lambda text: _is_reference(text, most),
        make=lambda draw: _reference(draw, most),
        wrong={
            "leading-zero": lambda draw: f"0{_reference(draw, most - 1)}",
            "too-long": lambda draw: f"{1 + draw(9)}{digits(draw, most)}",
            "letter": lambda draw: f"{_reference(draw, most - 1)}A",
        },
        source="Open Standards Board, identifying property and street information",
    )


UPRN: Final = _format(12)
USRN: Final = _format(8)
