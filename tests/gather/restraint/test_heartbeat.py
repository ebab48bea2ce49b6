"""The heartbeat says how late our own machine was, and when."""

from __future__ import annotations

import threading

from wire_client import HandClock

from harness.gather.clock import SystemClock
from harness.gather.restraint.heartbeat import BEAT, Heartbeat


def beating(*delays: int) -> tuple[Heartbeat, HandClock]:
    """Return a heartbeat whose beats came so much late; the first was due at 10,000."""
    clock = HandClock()
    clock.at = 0
    heart = Heartbeat(clock.now, 10_000)
    heart.beat()  # the first one sets the pace
    for delay in delays:
        clock.at += 10_000 + delay
        heart.beat()
    return heart, clock


def test_a_delay_lies_between_due_and_came() -> None:
    heart, _ = beating(0, 5_000, 0)  # due at 20,000, came at 25,000
    assert heart.lag_between(0, 40_000 - 6_000) == 5_000
    assert heart.lag_between(22_000, 30_000) == 3_000
    assert heart.lag_between(0, 22_000) == 2_000
    assert heart.lag_between(26_000, 30_000) == 0
    assert heart.lag_between(0, 19_000) == 0


def test_the_longest_delay_counts() -> None:
    heart, clock = beating(5_000, 9_000, 2_000)
    assert heart.lag_between(0, clock.at) == 9_000


def test_a_beat_that_has_not_come_counts_up_to_now() -> None:
    heart, clock = beating(0)
    clock.at += 10_000 + 7_000
    assert heart.lag_between(0, clock.at) == 7_000
    assert heart.lag_between(clock.at - 2_000, clock.at) == 2_000


def test_noise_is_no_delay() -> None:
    heart, clock = beating(900, 500)
    assert heart.lag_between(0, clock.at) == 0


def test_memory_is_bounded() -> None:
    heart, clock = beating(*[2_000] * 10_000)
    assert heart.lag_between(0, clock.at) == 2_000
    assert len(heart._late) < 5_000


def test_a_thread_beats_until_it_is_stopped() -> None:
    beats = threading.Semaphore(0)
    clock = SystemClock()

    class Counted(Heartbeat):
        def beat(self) -> None:
            super().beat()
            beats.release()

    with Counted(clock.now, 1_000) as heart:
        for _ in range(3):
            assert beats.acquire(timeout=10)
        assert any(thread.name == "heartbeat" and thread.daemon for thread in threading.enumerate())
    assert not any(thread.name == "heartbeat" for thread in threading.enumerate())
    # Stopped, it does not take the time since for a delay.
    assert heart.lag_between(clock.now() + 10 * BEAT, clock.now() + 20 * BEAT) == 0
