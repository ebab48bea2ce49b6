"""`latency/1`: a percentile of the answers comes in time, net of the network's share and of our own machine's delays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.verdict import CITED, Because

OUR_LAG = 20_000
"""Microseconds by which our own machine fell behind from which a measurement says nothing about the product."""


class Params(base.Params):
    """Which answers, and how soon."""

    limit_ms: int
    percentile: int = 95
    samples: int = 20
    """Fewer usable measurements are unsure."""
    operations: tuple[str, ...] = ()


class _Times:
    """Answer times in whole milliseconds, and the slowest exchanges' names."""

    __slots__ = ("cites", "counts", "ours", "slowest")

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.ours = 0
        self.cites: list[ExchangeId] = []
        self.slowest: list[tuple[int, ExchangeId]] = []


class Watch:
    """One histogram over the whole run."""

    scope: base.Scope = "run"

    def __init__(self, params: Params, round_trip: int) -> None:
        self.operations: frozenset[str] | None = frozenset(params.operations) or None
        self._p = params
        self._round_trip = round_trip

    def select(self, x: Reading) -> Hashable | None:
        """One key for the run; only successful answers are timed."""
        if x.operation is None or x.from_product or x.status is None or not 200 <= x.status < 300:
            return None
        return "run"

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Take one measurement: last byte of the request to first byte of the reply."""
        times: _Times = state or _Times()
        t = x.exchange.times
        if t.lag > OUR_LAG:
            times.ours += 1
            return times, ()
        taken = max(0, t.first_byte - t.sent - self._round_trip) // 1000
        times.counts[taken] += 1
        if len(times.cites) < CITED:
            times.cites.append(x.id)
        if taken > self._p.limit_ms and len(times.slowest) < CITED:
            times.slowest.append((taken, x.id))
        return times, ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Compare the percentile with the limit."""
        times: _Times = state
        usable = times.counts.total()
        cites = tuple(times.cites)
        if usable < self._p.samples:
            params = {"usable": usable, "needed": self._p.samples, "ours": times.ours}
            return (base.Unsure(because=Because(code="too-few-measurements", params=params), cites=cites),)
        reached = percentile(times.counts, self._p.percentile)
        if reached <= self._p.limit_ms:
            return (base.Passed(cites),)
        because = Because(
            code="too-slow",
            params={"percentile": self._p.percentile, "ms": reached, "limit_ms": self._p.limit_ms, "samples": usable},
        )
        return (base.Broke(because=because, cites=tuple(i for _, i in times.slowest), cause="latency"),)


def percentile(counts: Counter[int], percent: int) -> int:
    """Return the smallest value that at least `percent` of the measurements do not exceed (nearest rank)."""
    rank = -(-counts.total() * percent // 100)
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            return value
    raise ValueError("no measurements")


class Latency:
    """The kind."""

    name = "latency/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params, world.context.environment.round_trip)
