"""Builds wires for tests: a journal in memory, a clock that is turned by hand, bounds that end soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from harness.declaration import Limits
from harness.evidence import Exchange, Observation
from harness.gather.restraint.limits import Bounds
from harness.gather.wire import Wire
from harness.redact import Redactor

FAST = Limits(requests_per_second=1_000_000, max_requests=1_000_000)
SOON = Bounds(timeout=1_500_000, idle_timeout=300_000, connect_timeout=2_000_000)
"""Long enough for a loaded machine to answer, short enough to wait for one that does not."""


class MemoryJournal:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Exchange]] = []
        self.others: list[Observation] = []

    def sent(self, exchange: Exchange) -> None:
        self.calls.append(("sent", exchange))

    def got(self, exchange: Exchange) -> None:
        self.calls.append(("got", exchange))

    def keep(self, observation: Observation) -> None:
        self.others.append(observation)

    @property
    def kept(self) -> list[Exchange]:
        return [exchange for kind, exchange in self.calls if kind == "got"]


class HandClock:
    """Stands still until it is turned or slept on."""

    def __init__(self) -> None:
        self.at = 1_000_000
        self.slept: list[int] = []

    def now(self) -> int:
        return self.at

    def wall(self) -> int:
        return 1_800_000_000_000_000 + self.at

    def sleep(self, duration: int) -> None:
        self.slept.append(duration)
        self.at += duration


@contextmanager
def wire_to(base_url: str, *, redactor: Redactor | None = None, **more: Any) -> Iterator[tuple[Wire, MemoryJournal]]:
    """Give a wire and its journal."""
    journal = MemoryJournal()
    more = {"limits": FAST, "bounds": SOON, **more}
    with Wire(base_url, journal=journal, redactor=redactor or Redactor({}), **more) as wire:
        yield wire, journal
