"""`retries/1`: follows each event that a publisher calls about, from its first attempt to its end.

=============  =====================================================================================================
`retried`      a call that is not answered with 2xx is made again, at least three times, with the growing gaps that
               the product declares
`ends`         an event that was taken is not sent again
`same-event`   a repeat bears the same event as the attempt before
`stays`        a redirect is not followed (CloudEvents HTTP Web Hooks section 2.1)
`halts`        an address that answered 410 is not called again (the same, section 2.2)
`waits`        Retry-After is waited for before the event is sent again (RFC 9110 section 10.2.3)
`ordered`      an event does not overtake an earlier one about the same case
=============  =====================================================================================================

That nothing came shows something only where it was waited for: for as long as the next gap of the declared schedule.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.reading import Reading
from harness.rules import base
from harness.rules.attempts import A_SECOND, MOST
from harness.rules.webhooks.published import Schedule, State, attempt
from harness.rules.webhooks.repeating import HOLDS, Asked


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of each event."""

    shows: Asked
    operation: str
    """The webhook that tells of events."""
    schedule: str
    """The fixture that lists the gaps that the product declares, in seconds."""
    replay: str = ""
    """The operation that asks for a delivery after all: what comes after it is no repeat of the product's own."""


class Watch(base.Following):
    """Keeps the attempts of a partition, and says at its end what they show."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        declared: Any = world.fixture(params.schedule)
        fine = isinstance(declared, list) and all(isinstance(each, int | float) for each in declared)
        gaps = tuple(each * A_SECOND for each in declared) if fine else ()
        self._schedule = Schedule(operation=params.operation, gaps=gaps)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition; our own requests say how long was listened."""
        return x.id.partition

    def step(self, state: State | None, x: Reading) -> tuple[State, tuple[base.Sign, ...]]:
        """Remember the attempt."""
        state = state or State()
        attempts, replayed = state.attempts, state.replayed or (bool(x.operation_id) and self._replays(x))
        if self._tells(x) and not replayed and len(attempts) < MOST:
            attempts = (*attempts, attempt(x, state.turn))
        until, last = (x.sent_at, x.id) if x.sent_at >= state.until else (state.until, state.last)
        turn = state.turn + (not x.from_product)
        return State(attempts=attempts, until=until, last=last, replayed=replayed, turn=turn), ()

    def _tells(self, x: Reading) -> bool:
        """Tell whether it is an attempt; a redirect is also followed by another method (RFC 9110 15.4.3)."""
        followed = self._params.shows == "stays" and x.exchange.request.method != "OPTIONS"
        return x.from_product and (followed or x.operation_id == self._params.operation)

    def _replays(self, x: Reading) -> bool:
        return not x.from_product and x.operation_id == self._params.replay

    def conclude(self, key: Hashable, state: State) -> tuple[base.Sign, ...]:
        """Give what all attempts show together."""
        return tuple(HOLDS[self._params.shows](state, self._schedule)) if state.attempts else ()


KIND = base.RuleKind("retries/1", Params, Watch)
