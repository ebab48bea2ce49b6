"""Reads intervals of time as lists take them (RFC 3339; OGC API - Features, `datetime`), and the times of things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

OPEN: Final = ("", "..")
DEEP: Final = 2
WEEK: Final = timedelta(days=7).total_seconds()
SECONDS: Final = 100_000_000
"""From here on a number may be a time, in seconds since 1970 or smaller units."""
OF_FORM: Final = frozenset({"id", "type", "geometry", "bbox", "links"})
"""Members of a feature that are no properties of what it stands for."""
_YEAR: Final = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")

Bounds = tuple[float, float]
"""Seconds since 1970, both ends within; infinite where an end is open."""


def bounds_of(text: str) -> Bounds | None:
    """Return the bounds of an instant, a day or an interval; None for what is none of these."""
    first, slash, last = text.partition("/")
    start, end = _span(first), _span(last if slash else first)
    if (start is None and first not in OPEN) or (end is None and last not in OPEN) or not text:
        return None
    bounds = start[0] if start else float("-inf"), end[1] if end else float("inf")
    return bounds if bounds[0] <= bounds[1] else None


def moments(element: Any, depth: int = DEEP) -> list[float]:
    """Return the times that stand in an object, down to a depth, as seconds since 1970; of a day its noon."""
    found: list[float] = []
    for value in element.values() if isinstance(element, dict) else ():
        span = _span(value) if isinstance(value, str) else None
        if span is not None:
            found.append(sum(span) / 2)
        elif depth > 1:
            found += moments(value, depth - 1)
    return found


def outside(bounds: Bounds, times: list[float]) -> bool:
    """Tell whether all times lie before the interval, or all after it; some on either side may enclose it."""
    day = timedelta(days=1).total_seconds()
    return max(times) < bounds[0] - day or min(times) > bounds[1] + day


def perhaps_timed(element: Any) -> bool:
    """Tell whether something in an object looks like a time that is written in a way of its own: a year, or seconds."""
    left = [value for name, value in element.items() if name not in OF_FORM] if isinstance(element, dict) else []
    while left:
        value = left.pop()
        if isinstance(value, dict | list):
            left.extend(value.values() if isinstance(value, dict) else value)
        elif isinstance(value, str):
            if _YEAR.search(value):
                return True
        elif isinstance(value, int | float) and abs(value) >= SECONDS:
            return True
    return False


def intervals(things: Sequence[Sequence[float]]) -> tuple[str, ...]:
    """Return an interval that leaves some of the things out, whichever of their times counts, and the day at its end.

    By default it holds the days up to the middle of the earliest times that things have. Where those are all alike, as
    when a thing was made, it holds those from the middle of the latest on. () where nothing would be left out.
    """
    early, late = sorted(map(min, things)), sorted(map(max, things))
    if not things:
        return ()
    middle = len(things) // 2
    if early[-1] - early[middle] >= WEEK:
        return f"{_start(early[0])}/{_start(early[middle])}", _day(early[0])
    if late[middle] - late[0] >= WEEK:
        return f"{_start(late[middle])}/{_end(late[-1])}", _day(late[-1])
    return ()


def _day(at: float) -> str:
    return f"{_start(at)}/{_end(at)}"


def _start(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT00:00:00Z")


def _end(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT23:59:59Z")


def _span(text: str) -> Bounds | None:
    """Return the first and last second that a text means."""
    try:
        if _TIME.fullmatch(text):
            at = datetime.fromisoformat(text.upper().replace("Z", "+00:00")).timestamp()
            return at, at
        if _DAY.fullmatch(text):
            at = datetime.fromisoformat(f"{text}T00:00:00+00:00").timestamp()
            return at, at + 86_399
    except (ValueError, OverflowError):
        return None
    return None
