"""A run keeps to its rate, its budget and its time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from wire_client import HandClock

from harness.declaration import Limits
from harness.gather.limits import Allowance, Bounds, ReadOnly, StopRun, check_method


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
