"""Reads times as RFC 3339 writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache


def seconds_of(value: object) -> float | None:
    """Return seconds since 1970 of a date-time with an offset, or None for others; a leap second counts as :59."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    text = value.upper()
    if text[17:19] == "60":
        text = f"{text[:17]}59{text[19:]}"
    try:
        found = datetime.fromisoformat(text)
        return found.timestamp() if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def written(seconds: float) -> str:
    """Return a time in UTC, to the millisecond: `2027-03-01T14:00:01.250+00:00`."""
    milliseconds = round(seconds * 1_000_000) // 1000
    return f"{_second(milliseconds // 1000)}.{milliseconds % 1000:03d}+00:00"


@lru_cache(maxsize=16)
def _second(second: int) -> str:
    # A partner under load is asked thousands of times in each.
    return datetime.fromtimestamp(second, UTC).isoformat(timespec="seconds")[:19]
