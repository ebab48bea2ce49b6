"""Finds in evidence which operations were answered and how soon: a pure function of exchanges and contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import isqrt
from typing import Final

import msgspec

from harness.contract import Contract
from harness.evidence import Exchange, Observation, Subject
from harness.reading.addressed import Addressed
from harness.reading.parties import as_seen_by
from harness.reading.stream import is_the_products

OUR_LAG: Final = 20_000
"""Microseconds by which our own machine fell behind from which a measurement says nothing about the product."""
TENTH: Final = 100
"""Times are counted in tenths of a millisecond, so that memory is bounded."""


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How soon successful answers began: the median, and the interval that it lies in with 95 % confidence."""

    count: int
    low: int
    median: int
    high: int
    """Microseconds, the network's share included: a comparison holds that of one run against that of the other."""


class Exercised(msgspec.Struct, frozen=True, kw_only=True):
    """One operation in one run."""

    path: str
    """Method and path template."""
    answered: int = 0
    """Requests that a whole answer came to, whatever it said; for a webhook, calls that came."""
    spoilt: int = 0
    """Measurements that our own machine spoilt."""
    times: dict[int, int] = {}
    """Tenths of a millisecond to the first octet of a successful answer, and how many took so long."""


def exercised(observations: Iterable[Observation], contract: Contract, subject: Subject) -> dict[str, Exercised]:
    """Return every operation of the contract, by id, with what the run did to it."""
    answered, spoilt = Counter[str](), Counter[str]()
    times: dict[str, Counter[int]] = {}
    for x in _read(observations, contract, subject):
        answered[x.operation_id] += 1
        if not x.from_product and 200 <= (x.status or 0) < 300:
            t = x.exchange.times
            if t.lag > OUR_LAG:
                spoilt[x.operation_id] += 1
                continue
            taken = max(0, t.first_byte - t.sent) // TENTH
            times.setdefault(x.operation_id, Counter())[taken] += 1
    return {
        o.id: Exercised(
            path=f"{o.method} {o.path}", answered=answered[o.id], spoilt=spoilt[o.id], times=dict(times.get(o.id, {}))
        )
        for o in (*contract.operations, *contract.webhooks)
    }


def _read(observations: Iterable[Observation], contract: Contract, subject: Subject) -> Iterable[Addressed]:
    for one in as_seen_by(subject, observations):
        if isinstance(one, Exchange) and is_the_products(one):
            x = Addressed(one, contract, subject.target)
            if x.operation is not None and (x.status is not None or x.from_product):
                yield x


def timing(operations: Iterable[Exercised]) -> Timing | None:
    """Return the timing over all these operations; None where nothing was measured.

    The interval is that of the median's ranks (normal approximation to the binomial, 0.98 times the root of n).
    """
    together = Counter[int]()
    for one in operations:
        together.update(one.times)
    count = together.total()
    if not count:
        return None
    middle, reach = count // 2, isqrt(count)
    low, median, high = _ranked(together, (max(0, middle - reach), middle, min(count - 1, middle + reach)))
    return Timing(count=count, low=low * TENTH, median=median * TENTH, high=high * TENTH)


def _ranked(times: Mapping[int, int], ranks: tuple[int, ...]) -> list[int]:
    """Return the values at these ranks, counted from 0."""
    found, seen, wanted = list[int](), 0, list(ranks)
    for value in sorted(times):
        seen += times[value]
        while wanted and wanted[0] < seen:
            found.append(value)
            wanted.pop(0)
    return found
