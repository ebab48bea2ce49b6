"""`messages/1`: follows each message that a product sends from its first attempt to its end, and holds one thing of it.

=============  =====================================================================================================
`delivered`    what a partner did not take at first arrives in the end, and nothing written later overtakes it
`same-name`    a message without an answer is repeated as it was: same `messageId`, same content
`waits`        Retry-After is waited for before the message is sent again (RFC 9110 section 10.2.3)
`stops`        after 410 nothing more is sent to that address (RFC 9110 section 15.5.11)
`once`         a message that was taken is not sent again, whatever else its answer held
`rereads`      a change says on which version it was made, and after 409 or 412 the thing is read before it is changed
               again (RFC 9110 sections 15.5.10 and 15.5.13)
`final`        what was refused (RFC 9110 section 15.5) is not sent again as it was: it would be refused again
=============  =====================================================================================================

Where a product calls several partners, each is a matter of its own.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Literal

from harness.reading import Reading
from harness.rules import base
from harness.rules.attempts import MOST
from harness.rules.senders.following import HOLDS, Asked, Sought
from harness.rules.senders.sent import Attempts, attempt


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of each message, and of which."""

    shows: Asked
    operations: tuple[str, ...] = ()
    """Only messages of these operations; none given: of all."""
    despite: Literal["", "unknown-properties"] = ""
    """For `once`: only messages whose answer has properties that the description does not have."""
    number: int = 1
    """For `delivered`: how many messages there are for each partner that failed; were there fewer, not all was seen."""
    quiet: float = 0.0
    """For `stops`, `once` and `final`: seconds after it for which the run went on, so that what did not come shows."""
    parties: tuple[str, ...] = ()
    """Only what is sent to these, by the names that evidence has for them; none given: to all."""


class Watch(base.Following):
    """Keeps the attempts of a partition, and says at its end what they show."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        self._sought = Sought(
            operations=frozenset(params.operations),
            despite=params.despite == "unknown-properties",
            waited=world.finished,
            quiet=round(params.quiet * 1_000_000),
            ended=world.ended,
            number=params.number,
        )
        self._parties = frozenset(params.parties)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition and partner."""
        party = x.exchange.to_party
        if not x.to_partner or x.operation is None or (self._parties and party not in self._parties):
            return None
        return x.id.partition, party

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember the attempt."""
        attempts: Attempts = state or ()
        return ((*attempts, attempt(x)) if len(attempts) < MOST else attempts), ()

    def conclude(self, key: Hashable, state: Attempts) -> tuple[base.Sign, ...]:
        """Give what all attempts show together."""
        return tuple(HOLDS[self._params.shows](state, self._sought))


KIND = base.RuleKind("messages/1", Params, Watch)
