"""Reads a day in the one form in which Hallmark writes it: `2027-03-31` (RFC 3339 section 5.6, full-date)."""

from __future__ import annotations

from datetime import date


def day(text: str) -> date:
    """Return the day. Raises ValueError for one that is not in the calendar, or is written in another form.

    ISO 8601 has `20270331` and `2027-W13-3` for the same day; as text they do not compare with it.
    """
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(f"{text} is a day in another form than {found.isoformat()}")
    return found
