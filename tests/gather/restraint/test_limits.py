"""A run keeps to its rate, its budget and its time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from wire_client import HandClock

from harness.declaration import Blackout, Limits
from harness.gather.restraint.limits import Allowance, Bounds, ReadOnly, StopRun, check_method


def test_requests_are_spaced_by_the_rate() -> None:
    clock = HandClock()
    allowance = Allowance(Limits(requests_per_second=50), clock)
    starts = []
    for work in (0, 5_000, 50_000, 0):
        allowance.take()
        starts.append(clock.at)
        clock.at += work
    assert [end - start for start, end in pairwise(starts)] == [20_000, 20_000, 50_000]
    assert clock.slept == [20_000, 15_000]


def test_a_late_wake_does_not_slow_the_rate() -> None:
    clock = HandClock()
    allowance = Allowance(Limits(requests_per_second=100), clock)
    begun = clock.at
    for _ in range(11):
        allowance.take()
        clock.at += 3_000  # each request, and each sleep, takes longer than planned
    assert clock.at - begun == 10 * 10_000 + 3_000


def test_the_budget_ends() -> None:
    allowance = Allowance(Limits(max_requests=2), HandClock())
    allowance.take()
    allowance.take()
    with pytest.raises(StopRun) as stop:
        allowance.take()
    assert stop.value.reason == "limit: max_requests 2"
    assert allowance.taken == 2


def test_the_time_ends() -> None:
    clock = HandClock()
    allowance = Allowance(Limits(max_minutes=0.5), clock)
    clock.at += 29_999_999
    allowance.take()
    clock.at += 1
    with pytest.raises(StopRun) as stop:
        allowance.take()
    assert stop.value.reason == "limit: max_minutes 0.5"


def test_what_is_left_of_the_time_is_said_to_its_end() -> None:
    clock = HandClock()
    allowance = Allowance(Limits(max_minutes=2), clock)
    clock.at += 30_000_000
    assert allowance.left() == 90
    clock.at += 90_000_000
    with pytest.raises(StopRun, match="limit: max_minutes 2"):
        allowance.left()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERYX", "get"])
def test_reading_only_refuses_the_rest(method: str) -> None:
    with pytest.raises(ReadOnly):
        check_method(Limits(read_only=True), method)
    check_method(Limits(), method)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
def test_reading_only_lets_reading_through(method: str) -> None:
    check_method(Limits(read_only=True), method)


def test_bounds_follow_the_run_file() -> None:
    assert (Bounds.of(Limits()).timeout, Bounds.of(Limits()).idle_timeout) == (30_000_000, 20_000_000)
    short = Bounds.of(Limits(timeout_seconds=2))
    assert (short.timeout, short.idle_timeout, short.connect_timeout) == (2_000_000, 2_000_000, 2_000_000)


class WallClock(HandClock):
    """A clock whose wall shows the time that has passed since 07:59 one day."""

    def wall(self) -> int:
        return 7 * 3_600_000_000 + 59 * 60_000_000 + self.at


def test_a_blackout_is_waited_for_and_is_none_of_the_runs_time() -> None:
    clock = WallClock()
    begun = clock.at = 0
    limits = Limits(requests_per_second=1000, max_minutes=2, blackouts=(Blackout(from_="08:00", to="09:00"),))
    allowance = Allowance(limits, clock)
    allowance.take()
    assert clock.at == begun
    clock.at += 60_000_000
    allowance.take()
    assert clock.at == 3_660_000_000, "nine o'clock"
    clock.at += 59_000_000
    allowance.take()
    clock.at += 1_000_000
    with pytest.raises(StopRun, match="max_minutes"):
        allowance.take()


def test_a_lease_ends_where_a_blackout_begins() -> None:
    clock = WallClock()
    clock.at = 0
    limits = Limits(requests_per_second=10, blackouts=(Blackout(from_="08:00", to="09:00"),))
    lease = Allowance(limits, clock).lease(5)
    assert (lease.first, lease.interval, lease.count, lease.until) == (0, 100_000, 5, 60_000_000)


def test_leases_count_as_taken_until_they_are_given_back() -> None:
    allowance = Allowance(Limits(max_requests=10, requests_per_second=100), HandClock())
    lease = allowance.lease(8)
    assert lease.count == 8
    second = allowance.lease(8)
    assert second.count == 2
    with pytest.raises(StopRun):
        allowance.lease(1)
    allowance.give_back(1)
    assert allowance.lease(4).count == 1
    assert second.first - lease.first == 8 * lease.interval, "slots follow one another"
