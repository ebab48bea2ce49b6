"""`reaches/1`: each of several partners is called although another one is down, and without waiting for it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, TypeAlias

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.senders.sent import Attempt, attempt, broke
from harness.verdict import Because

MOST: int = 1_000
"""Calls of one partition that are followed."""
Called: TypeAlias = tuple[tuple[str, Attempt], ...]
"""Whom, and what came of it."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is sent to whom."""

    operation: str
    parties: tuple[str, ...]
    """The partners that all are to be called, by the names that evidence has for them."""


class Watch(base.Following):
    """Keeps the calls of a partition, and says at its end whether one that failed kept another from its own.

    What was sent to all is counted by what was said and came to its end, whether it was taken or refused.
    """

    def __init__(self, params: Params, world: base.World) -> None:
        if len(set(params.parties)) < 2:
            raise ProfileError("reaches/1 takes two parties at least")
        if world.contract.operation(params.operation) is None:
            raise ProfileError(f"operation names {params.operation!r}, which the API description does not have")
        self.operations = frozenset((params.operation,))
        self._params = params
        self._finished = world.finished

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        wanted = x.operation_id == self._params.operation and x.exchange.to_party in self._params.parties
        return x.id.partition if x.to_partner and wanted else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember the call."""
        called: Called = state or ()
        return ((*called, (x.exchange.to_party, attempt(x))) if len(called) < MOST else called), ()

    def conclude(self, key: Hashable, state: Called) -> tuple[base.Sign, ...]:
        """Hold the first call of each partner against those that failed first and came to their end later."""
        return tuple(self._signs(state))

    def _signs(self, called: Called) -> Iterator[base.Sign]:
        ended = {party: _ended(called, party) for party in self._params.parties}
        asked = {party: _asked(called, party) for party in self._params.parties}
        most = max(map(len, ended.values()))
        for down in self._params.parties:
            tries = [one for party, one in called if party == down]
            if not tries or not tries[0].failed or tries[0].unheard:
                continue
            back = next((one for one in tries if not one.failed), None)
            for other in self._params.parties:
                first = next((one for party, one in called if party == other), None)
                if other != down and (first is not None or self._finished):
                    # Who was called, and was down as well, or did not answer in time, was not left out.
                    left_out = self._finished and len(asked[other]) < most
                    lost = tuple(one.id for party, one in called if party == other and one.unheard)
                    if left_out and lost:
                        yield base.Unsure(because=Because(code="cut-off-by-us"), cites=lost)
                    else:
                        yield self._sign(tries[0], back, None if left_out else first, ended[other])

    def _sign(
        self, down: Attempt, back: Attempt | None, first: Attempt | None, told: dict[str, ExchangeId]
    ) -> base.Sign:
        if first is None:
            return broke(down, "left-out", ())
        if back is not None and first.at > back.at:
            return broke(first, "held-up", (down, back))
        return base.Passed(tuple(dict.fromkeys((first.id, down.id, *told.values()))))


def _ended(called: Called, party: str) -> dict[str, ExchangeId]:
    """Return what a partner was told of, and answered for good, with a call that shows it."""
    return {one.says: one.id for name, one in called if name == party and one.status and not one.failed}


def _asked(called: Called, party: str) -> set[str]:
    """Return what a partner was told of, whatever came of it; what we broke off does not count."""
    return {one.says for name, one in called if name == party and not one.unheard}


KIND = base.RuleKind("reaches/1", Params, Watch)
