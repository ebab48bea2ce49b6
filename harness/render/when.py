"""Says when something showed in the evidence, in UTC, and how often it did when it was tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from harness.verdict import Cause, Repeated, Seen, Violation

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seen(one: Seen) -> str:
    """Return when it showed, as in `2026-11-28 01:12:03 to 01:12:09 UTC`; '' where no request showed it."""
    first, last = moment(one.first), moment(one.last)
    if first is None or last is None:
        return ""
    begin, end = f"{first:%Y-%m-%d %H:%M:%S}", f"{last:%Y-%m-%d %H:%M:%S}"
    if begin == end:
        return f"{begin} UTC"
    return f"{begin} to {end[11:] if begin[:10] == end[:10] else end} UTC"


def often(one: Repeated) -> str:
    """Return how often it showed; '' where nothing was counted."""
    if not one.asked:
        return ""
    times = "time" if one.asked == 1 else "times"
    if one.of == "request":
        return f"{one.shown} of {one.asked} {times} that this request was sent"
    return f"{one.shown} of {one.asked} {times} that this was tried"


def told(one: Cause | Violation) -> str:
    """Return both in one phrase; '' where nothing is known."""
    when, how_often = seen(one.seen), often(one.repeated)
    return "; ".join(filter(None, (f"seen {when}" if when else "", f"shown {how_often}" if how_often else "")))


def stamp(microseconds: int) -> str | None:
    """Return a time as RFC 3339 writes it, to the microsecond; None for none."""
    at = moment(microseconds)
    return None if at is None else f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06}Z"


def moment(microseconds: int) -> datetime | None:
    """Return a time of the evidence; None for 0, and for what lies beyond the years that there are."""
    try:
        return _EPOCH + timedelta(microseconds=microseconds) if microseconds else None
    except OverflowError:
        return None
