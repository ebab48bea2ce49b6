"""Follows one partition while it is gathered: its last request, and what it has learned of how to ask."""

from __future__ import annotations

from harness.evidence import ExchangeId
from harness.gather.clock import Clock
from harness.gather.memory.tastes import Tastes
from harness.gather.transmission.letter import Partition


class Strand(Partition):
    """A partition that remembers the last request of ours; the wire counts it like any other."""

    def __init__(self, name: str, clock: Clock, start_ordinal: int = 0) -> None:
        """The partition's zero is now."""
        super().__init__(name, clock, start_ordinal)
        self._clock = clock
        self.last: ExchangeId | None = None
        """The request that was sent last, from the moment it has a name."""
        self.tastes = Tastes()
        """Which Accept fields the product takes, as far as this partition knows."""

    def next_id(self) -> ExchangeId:
        """Return the id of our next exchange."""
        self.last = super().next_id()
        return self.last

    def inbound_id(self) -> ExchangeId:
        """Return the id of a call that came in."""
        return super().next_id()

    def now(self) -> int:
        """Return microseconds since the partition's zero."""
        return self._clock.now() - self.zero
