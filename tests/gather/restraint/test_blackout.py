"""Blackouts begin and end by the clocks of their zone, over midnight and through the change of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.declaration import Blackout
from harness.gather.restraint.blackout import NEVER, ahead, pause

MINUTE = 60_000_000
HOUR = 60 * MINUTE
WORK = Blackout(from_="08:00", to="18:30")
NIGHT = Blackout(from_="22:00", to="06:00")


def at(text: str, zone: str = "UTC") -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone) if zone != "UTC" else UTC)
    return int(moment.timestamp()) * 1_000_000


@pytest.mark.parametrize(
    "window, time, quiet",
    [
        (WORK, "2026-03-02T07:59:59", 0),
        (WORK, "2026-03-02T08:00:00", 630 * MINUTE),
        (WORK, "2026-03-02T18:30:00", 0),
        (NIGHT, "2026-03-02T23:00:00", 7 * HOUR),
        (NIGHT, "2026-03-02T05:00:00", HOUR),
        (NIGHT, "2026-03-02T12:00:00", 0),
    ],
)
def test_a_window_holds_until_its_end(window: Blackout, time: str, quiet: int) -> None:
    assert pause([window], at(time)) == quiet


def test_windows_that_follow_one_another_are_one() -> None:
    assert pause([WORK, Blackout(from_="18:30", to="20:00")], at("2026-03-02T17:00:00")) == 3 * HOUR


def test_by_the_clocks_of_the_zone() -> None:
    london = Blackout(from_="08:00", to="09:00", zone="Europe/London")
    assert pause([london], at("2026-07-01T07:30:00")) == 30 * MINUTE, "summer time"
    assert pause([london], at("2026-01-01T08:30:00")) == 30 * MINUTE
    assert pause([london], at("2026-01-01T07:30:00")) == 0


def test_how_long_it_is_until_the_next() -> None:
    assert ahead([WORK, NIGHT], at("2026-03-02T07:00:00")) == HOUR
    assert ahead([WORK, NIGHT], at("2026-03-02T19:00:00")) == 3 * HOUR
    assert ahead([WORK], at("2026-03-02T19:00:00")) == 13 * HOUR
    assert ahead([], 5) == NEVER


@given(st.integers(0, 4_000_000_000_000_000))
def test_after_the_pause_nothing_is_quiet(wall: int) -> None:
    windows = [WORK, NIGHT]
    assert pause(windows, wall + pause(windows, wall)) == 0
    assert ahead(windows, wall) > 0
