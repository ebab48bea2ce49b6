"""Reads intervals of time as lists take them (RFC 3339; OGC API - Features, `datetime`), and the times of things."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Final

OPEN: Final = ("", "..")
DEEP: Final = 2
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


def interval(times: list[float]) -> str:
    """Return the interval of the days in the first half of those in which times lie; '' where all lie within a week."""
    ordered = sorted(times)
    first, middle = ordered[0], ordered[len(ordered) // 2]
    if ordered[-1] - middle < timedelta(days=7).total_seconds():
        return ""
    days = (datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT00:00:00Z") for at in (first, middle))
    return "/".join(days)


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
