"""Tells gathering what time it is; the only place below the command line that asks a clock."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Time as gathering sees it; all times are integer microseconds."""

    def now(self) -> int:
        """Return a time that only goes forward; its zero means nothing."""

    def wall(self) -> int:
        """Return microseconds since 1970, UTC."""

    def sleep(self, duration: int) -> None:
        """Wait for `duration` microseconds."""


class SystemClock:
    """The machine's clock; `perf_counter` because `monotonic` ticks only every 16 ms on Windows before Python 3.13."""

    def now(self) -> int:
        """Return microseconds of the performance counter."""
        return time.perf_counter_ns() // 1000

    def wall(self) -> int:
        """Return microseconds since 1970, UTC."""
        return time.time_ns() // 1000

    def sleep(self, duration: int) -> None:
        """Wait for `duration` microseconds."""
        time.sleep(duration / 1_000_000)
