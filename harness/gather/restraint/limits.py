"""Holds gathering to what the run file allows: rate, number of requests, time, methods and sizes."""

from __future__ import annotations

import threading

import msgspec

from harness.declaration import Limits
from harness.errors import OurFault
from harness.gather.clock import Clock
from harness.gather.restraint.blackout import ahead, pause

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""RFC 9110 section 9.2.1."""

SECOND = 1_000_000


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How long an exchange may take and how much of it is taken in; durations in microseconds, sizes in bytes."""

    connect_timeout: int = 10 * SECOND
    """For the name, the connection, the proxy and TLS together."""
    timeout: int = 30 * SECOND
    """For one exchange, from its first byte out to its last byte in."""
    idle_timeout: int = 20 * SECOND
    """For one silence within an exchange."""
    head_cap: int = 1 << 20
    body_cap: int = 8 << 20
    excerpt: int = 64 << 10
    """Kept of the head and of the body of a reply that did not come whole: nothing is judged by the rest of it, and
    thousands of them must not fill the disk."""
    breaker: int = 20
    """Replies in a row that look as though something in between gave them; 0 never opens the breaker."""

    @classmethod
    def of(cls, limits: Limits) -> Bounds:
        """Return the bounds that follow from the run file's `timeout_seconds`."""
        timeout = int(limits.timeout_seconds * SECOND)
        usual = cls()
        return cls(
            timeout=timeout,
            idle_timeout=min(timeout, usual.idle_timeout),
            connect_timeout=min(timeout, usual.connect_timeout),
        )


class StopRun(Exception):
    """The run ends here and writes its footer; `reason` is what `Footer.stopped` says."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, in the words of `Footer.stopped`: `limit: ...` or `breaker: ...`."""
        super().__init__(reason)
        self.reason = reason


class NotSent(OurFault):
    """A request was refused before a byte of it left; the planner should not have asked for it."""


class ReadOnly(NotSent):
    """The run file says `read_only`, and the method is not safe."""


class Undeclared(NotSent):
    """The host is not one that the run file declares."""


class Unsendable(NotSent):
    """The request cannot be written as one HTTP/1.1 message."""


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Leave to send some requests, each not before its time."""

    first: int
    """When the first may leave, microseconds of the clock."""
    interval: int
    """From one to the next."""
    count: int
    until: int
    """When the leave ends: what has not been sent by then is given back."""


class Allowance:
    """Grants one request after another until the run's budget or time is used up; may be shared by threads.

    Nothing is granted in a blackout: the next request waits until it is over, and the run's time is longer by it.
    """

    def __init__(self, limits: Limits, clock: Clock) -> None:
        """Start counting now."""
        self._limits = limits
        self._clock = clock
        self._interval = int(SECOND / limits.requests_per_second)
        self._deadline = clock.now() + int(limits.max_minutes * 60 * SECOND)
        self._next = 0
        self._paused_until = 0
        self._lock = threading.Lock()
        self.taken = 0

    def take(self) -> None:
        """Wait for the next free slot of the rate; raises StopRun when requests or minutes are used up."""
        while True:
            lease = self.lease(1)
            now = self._clock.now()
            if lease.first > now:
                self._clock.sleep(lease.first - now)
            if lease.first <= lease.until:
                return
            self.give_back(1)

    def lease(self, count: int) -> Lease:
        """Return leave for at most `count` requests, which count as taken; raises StopRun as `take` does."""
        with self._lock:
            if self.taken >= self._limits.max_requests:
                raise StopRun(f"limit: max_requests {self._limits.max_requests}")
            now, wall = self._clock.now(), self._clock.wall()
            self._heed(now, wall)
            begin = max(now, self._paused_until)
            if begin >= self._deadline:
                raise self.over()
            first = max(begin, self._next)
            count = max(1, min(count, self._limits.max_requests - self.taken))
            self.taken += count
            self._next = first + count * self._interval
            quiet = begin + ahead(self._limits.blackouts, wall + begin - now)
            return Lease(first=first, interval=self._interval, count=count, until=min(self._deadline, quiet))

    def left(self) -> float:
        """Return how many seconds the run may still last, and no longer is waited for. Raises StopRun at its end."""
        left = (self._deadline - self._clock.now()) / SECOND
        if left <= 0:
            raise self.over()
        return left

    def over(self) -> StopRun:
        """Return what is raised when the minutes are used up."""
        return StopRun(f"limit: max_minutes {self._limits.max_minutes:g}")

    def give_back(self, count: int) -> None:
        """Take back what was granted and not used."""
        with self._lock:
            self.taken -= count

    def _heed(self, now: int, wall: int) -> None:
        """Put everything off where a blackout has begun; its time is none of the run's."""
        quiet = pause(self._limits.blackouts, wall)
        if quiet and now + quiet > self._paused_until:
            self._deadline += now + quiet - max(now, self._paused_until)
            self._paused_until = now + quiet


def check_method(limits: Limits, method: str) -> None:
    """Raise ReadOnly when the run may only read and `method` (RFC 9110 section 9.2.1) is not safe."""
    if limits.read_only and method not in SAFE_METHODS:
        raise ReadOnly(
            f"{method} was not sent: the run is limited to reading",
            where="limits.read_only",
            hint="Take read_only out of hallmark.yaml, or leave out what needs to write.",
        )
