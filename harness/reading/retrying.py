"""Reads when an answer allows to come again (RFC 9110 section 10.2.3)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Final

A_SECOND: Final = 1_000_000


def allowed_at(said: str, answered: int) -> int:
    """Return it for what a Retry-After field says, microseconds since 1970; 0 where it says nothing.

    `answered` is when the call was made, the same.
    """
    text = said.strip()
    if text.isascii() and text.isdecimal():
        return answered + int(text[:9]) * A_SECOND
    try:
        return int(parsedate_to_datetime(text).timestamp() * A_SECOND) if text else 0
    except (ValueError, TypeError, OverflowError):
        return 0
