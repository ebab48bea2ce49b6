"""Tells UPRNs and USRNs from other text: the property and street references of GeoPlace and Ordnance Survey.

Source: Open Standards Board mandate from 1 July 2020. Both are numbers, transported as text without leading zeros.
"""

from __future__ import annotations

from typing import Final

from harness.formats.making import Draw, Format, digits


def is_uprn(text: str) -> bool:
    """Whether `text` can be a Unique Property Reference Number: 1 to 12 digits, no leading zero."""
    return _is_reference(text, 12)


def is_usrn(text: str) -> bool:
    """Whether `text` can be a Unique Street Reference Number: 1 to 8 digits, no leading zero."""
    return _is_reference(text, 8)


def _is_reference(text: str, most: int) -> bool:
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
