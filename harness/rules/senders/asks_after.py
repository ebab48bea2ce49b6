"""`asks-after/1`: who hands something over makes sure to learn what becomes of it: gives an address, or asks."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final, NamedTuple

from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.reading.addressed import NOT_THEIRS
from harness.rules import base
from harness.verdict import Because

TIMES: Final = 2
"""By how much a question may take longer than the slowest that was seen."""


class Params(base.Params, frozen=True, kw_only=True):
    """What hands over, and how one learns of the decision."""

    created: str
    pointer: str
    """Where, in what hands over, an address for notifications stands."""
    asked: tuple[str, ...]
    """Operations that tell of the decision when they are asked."""


class Waiting(NamedTuple):
    """Something that was handed over and not asked after yet."""

    id: ExchangeId
    at: int
    """When, microseconds since 1970."""


class State(NamedTuple):
    """What one partner was handed, and how the product learns what becomes of it."""

    waiting: tuple[Waiting, ...] = ()
    given: tuple[ExchangeId, ...] = ()
    """What was handed over with an address for notifications."""


class Watch(base.Following):
    """Keeps what was taken and not asked after, and whether somebody listens at the addresses that were given.

    Who asks from time to time may not have come to the last before the run ended: how long it takes shows in the rest.
    """

    scope: base.Scope = "run"

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._params = params
        self._path = parse_pointer(params.pointer)
        self._finished = world.finished
        self._heard: ExchangeId | None = None
        """A notification that the product took, anywhere in the run."""
        self._missed: ExchangeId | None = None
        """One that nobody took."""
        self._slowest = self._latest = 0
        """The longest that a question took, and when the product was last heard of, microseconds."""

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition and partner."""
        if x.from_product:
            self._latest = max(self._latest, x.sent_at)
        if x.calls_back and not x.from_product:
            return x.id.partition, x.exchange.from_party
        if not x.to_partner or x.operation_id not in (self._params.created, *self._params.asked):
            return None
        return x.id.partition, x.exchange.to_party

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """An address given, or a question, settles what was handed over."""
        so_far: State = state or State()
        taken = x.status is not None and 200 <= x.status < 300
        if not x.from_product:
            self._notified(x, taken)
            return so_far, ()
        if x.operation_id != self._params.created:
            self._slowest = max((self._slowest, *(x.sent_at - one.at for one in so_far.waiting)))
            asked = tuple(base.passed(x, one.id) for one in so_far.waiting)
            return so_far._replace(waiting=(), given=()), (*asked, *(base.passed(x, id) for id in so_far.given))
        if not taken or isinstance(x.request_json, NotJson):
            return so_far, ()
        if follow(x.request_json, self._path) is not MISSING:
            return so_far._replace(given=(*so_far.given, x.id)), ()
        return so_far._replace(waiting=(*so_far.waiting, Waiting(x.id, x.sent_at))), ()

    def conclude(self, key: Hashable, state: State) -> tuple[base.Sign, ...]:
        """What nobody asked after breaks, where there was time to; an address at which nobody listens is none."""
        unasked = tuple(map(self._unasked, state.waiting)) if self._finished else ()
        return (*unasked, *map(self._listening, state.given))

    def _notified(self, x: Reading, taken: bool) -> None:
        if taken:
            self._heard = self._heard or x.id
        elif x.silence not in NOT_THEIRS:
            self._missed = self._missed or x.id

    def _listening(self, id: ExchangeId) -> base.Sign:
        if self._heard is None and self._missed is not None:
            return base.Unsure(because=Because(code="nobody-listens"), cites=(id, self._missed))
        return base.Passed((id,) if self._heard is None else (id, self._heard))

    def _unasked(self, one: Waiting) -> base.Sign:
        if self._latest - one.at < TIMES * self._slowest:
            return base.Unsure(because=Because(code="not-asked-yet"), cites=(one.id,), blocks=False)
        because, operation = Because(code="never-asked-after"), self._params.created
        return base.Broke(because=because, cites=(one.id,), operation=operation, cause="never-asked-after")


KIND = base.RuleKind("asks-after/1", Params, Watch)
