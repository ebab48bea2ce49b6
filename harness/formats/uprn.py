"""Tells UPRNs and USRNs from other text: the property and street references of GeoPlace and Ordnance Survey.

Source: Open Standards Board mandate from 1 July 2020. Both are numbers, transported as text without leading zeros.
"""

from __future__ import annotations


def is_uprn(text: str) -> bool:
    """Whether `text` can be a Unique Property Reference Number: 1 to 12 digits, no leading zero."""
    return _is_reference(text, 12)


def is_usrn(text: str) -> bool:
    """Whether `text` can be a Unique Street Reference Number: 1 to 8 digits, no leading zero."""
    return _is_reference(text, 8)


def _is_reference(text: str, most: int) -> bool:
    return 1 <= len(text) <= most and text.isascii() and text.isdigit() and text[0] != "0"
