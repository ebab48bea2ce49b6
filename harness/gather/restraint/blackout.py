"""Says at what times of day nothing may be sent: how long it is until a window ends, and until the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from harness.declaration import Blackout

DAYS: Final = (-1, 0, 1)
"""A window may have begun yesterday; the next one is tomorrow at the latest."""
NEVER: Final = 1 << 62
MICROSECOND: Final = timedelta(microseconds=1)


def pause(windows: Sequence[Blackout], wall: int) -> int:
    """Return microseconds until the windows that hold `wall` (microseconds since 1970) are over; 0 where none does."""
    start = wall
    # Windows may overlap or follow one another at once; each takes us further, at most once round.
    for _ in range(2 * len(windows)):
        ends = [end for window in windows for begin, end in _spans(window, wall) if begin <= wall < end]
        if not ends:
            break
        wall = max(ends)
    return wall - start


def ahead(windows: Sequence[Blackout], wall: int) -> int:
    """Return microseconds until the next window begins; `NEVER` without windows."""
    begins = [begin for window in windows for begin, _ in _spans(window, wall) if begin > wall]
    return min(begins, default=wall + NEVER) - wall


def _spans(window: Blackout, wall: int) -> list[tuple[int, int]]:
    """Return beginnings and ends of the window around `wall`, by the clocks of its zone on each day."""
    zone = zone_of(window.zone)
    today = datetime.fromtimestamp(wall // 1_000_000, zone).date()
    found = []
    for day in DAYS:
        date = today + timedelta(days=day)
        begin = datetime.combine(date, window.begin, zone)
        over = date if window.end > window.begin else date + timedelta(days=1)
        found.append((_micro(begin), _micro(datetime.combine(over, window.end, zone))))
    return found


def zone_of(name: str) -> tzinfo:
    """Return the zone; UTC needs no table of zones."""
    return UTC if name == "UTC" else ZoneInfo(name)


def _micro(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MICROSECOND
