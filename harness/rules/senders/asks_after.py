"""`asks-after/1`: who hands something over makes sure to learn what becomes of it: gives an address, or asks."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.verdict import Because


class Params(base.Params, frozen=True, kw_only=True):
    """What hands over, and how one learns of the decision."""

    created: str
    pointer: str
    """Where, in what hands over, an address for notifications stands."""
    asked: tuple[str, ...]
    """Operations that tell of the decision when they are asked."""


class Watch(base.Following):
    """Keeps what was taken and not asked after."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._params = params
        self._path = parse_pointer(params.pointer)
        self._finished = world.finished

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition and partner."""
        if not x.to_partner or x.operation_id not in (self._params.created, *self._params.asked):
            return None
        return x.id.partition, x.exchange.to_party

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """An address given, or a question, settles what was handed over."""
        waiting: tuple[ExchangeId, ...] = state or ()
        if x.operation_id != self._params.created:
            return (), tuple(base.passed(x, id) for id in waiting)
        if x.status is None or not 200 <= x.status < 300 or isinstance(x.request_json, NotJson):
            return waiting, ()
        if follow(x.request_json, self._path) is not MISSING:
            return waiting, (base.passed(x),)
        return (*waiting, x.id), ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """What nobody asked after breaks, where there was time to."""
        if not self._finished:
            return ()
        because = Because(code="never-asked-after")
        operation = self._params.created
        return tuple(
            base.Broke(because=because, cites=(id,), operation=operation, cause="never-asked-after") for id in state
        )


KIND = base.RuleKind("asks-after/1", Params, Watch)
