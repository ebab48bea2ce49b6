"""The machine's clock goes forward and says the time of day."""

from __future__ import annotations

import datetime

from harness.gather.clock import SystemClock


def test_it_goes_forward_by_at_least_what_was_slept() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.sleep(2_000)
    assert clock.now() - before >= 1_000  # sleep and counter are different clocks


def test_the_wall_clock_counts_from_1970() -> None:
    year = datetime.datetime.fromtimestamp(SystemClock().wall() / 1_000_000, datetime.UTC).year
    assert 2024 < year < 2200
