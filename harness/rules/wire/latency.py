"""`latency/1`: a percentile of the answers comes in time, net of the network's share and of our own delays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.entry import is_page_instead
from harness.rules import base
from harness.verdict import CITED, Because

OUR_LAG = 20_000
"""Microseconds by which our own machine fell behind from which a measurement says nothing about the product."""


class Params(base.Params, frozen=True, kw_only=True):
    """Which answers, and how soon."""

    limit_ms: int
    percentile: int = 95
    samples: int = 20
    """Fewer usable measurements are unsure."""
    operations: tuple[str, ...] = ()


class _Times:
    """Answer times in whole milliseconds, and the names of some exchanges."""

    __slots__ = ("cites", "counts", "ours", "slow", "unanswered")

    def __init__(self) -> None:
        self.counts: Counter[int] = Counter()
        self.ours = 0
        """Measurements that our own machine spoilt."""
        self.unanswered = 0
        self.cites: list[ExchangeId] = []
        self.slow: list[tuple[int, ExchangeId, str]] = []
        """The slowest: milliseconds, exchange, operation."""


class Watch:
    """One histogram over the whole run; each measurement counts as a case."""

    scope: base.Scope = "run"
    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        if not 0 < params.percentile <= 100 or params.samples < 1:
            raise ProfileError("latency/1: percentile is 1 to 100, and at least one sample is taken")
        self.operations: frozenset[str] | None = frozenset(params.operations) or None
        self._p = params
        self._round_trip = world.context.environment.round_trip

    def select(self, x: Reading) -> Hashable | None:
        """One key for the run; successful answers are timed, and those that never came are counted."""
        if x.operation is None or x.from_product:
            return None
        if x.status is None:
            return "run" if x.silence == "timeout" else None
        return "run" if 200 <= x.status < 300 and not is_page_instead(x) else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Take one measurement: last byte of the request to first byte of the reply."""
        times: _Times = state or _Times()
        t = x.exchange.times
        if t.lag > OUR_LAG:
            times.ours += 1
            return times, ()
        if len(times.cites) < CITED:
            times.cites.append(x.id)
        if x.status is None:
            times.unanswered += 1
            return times, ()
        taken = max(0, t.first_byte - t.sent - self._round_trip) // 1000
        times.counts[taken] += 1
        if taken > self._p.limit_ms:
            times.slow = sorted([*times.slow, (taken, x.id, x.operation_id)], key=lambda s: (-s[0], s[1]))[:CITED]
        return times, ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Compare the percentile with the limit; an answer that never came is slower than any, and proves nothing."""
        times: _Times = state
        usable, cites = times.counts.total(), tuple(times.cites)
        params: dict[str, Any] = {"usable": usable, "needed": self._p.samples, "ours": times.ours}
        if usable < self._p.samples:
            return (base.Unsure(because=Because(code="too-few-measurements", params=params), cites=cites),)
        reached = percentile(times.counts, self._p.percentile)
        if reached > self._p.limit_ms:
            return (self._too_slow(times, usable, reached),)
        times.counts[self._p.limit_ms + 1] += times.unanswered
        if times.unanswered and percentile(times.counts, self._p.percentile) > self._p.limit_ms:
            params = {"why": "timeout", "unanswered": times.unanswered}
            return (base.Unsure(because=Because(code="no-answer", params=params), cites=cites),)
        return (base.Passed(cites, usable),)

    def _too_slow(self, times: _Times, usable: int, reached: int) -> base.Broke:
        because = Because(
            code="too-slow",
            params={"percentile": self._p.percentile, "ms": reached, "limit_ms": self._p.limit_ms, "samples": usable},
        )
        return base.Broke(
            because=because, cites=tuple(i for _, i, _ in times.slow), operation=times.slow[0][2], cause="latency"
        )


def percentile(counts: Counter[int], percent: int) -> int:
    """Return the smallest value that at least `percent` of the measurements do not exceed (nearest rank)."""
    rank = -(-counts.total() * percent // 100)
    seen = 0
    for value in sorted(counts):
        seen += counts[value]
        if seen >= rank:
            return value
    raise ValueError("no measurements")


KIND = base.RuleKind("latency/1", Params, Watch)
