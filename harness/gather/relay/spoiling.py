"""Plays faults between two products: what the one said comes late, broken, or not at all to the other."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from harness import evidence
from harness.contract import Contract
from harness.errors import MockError
from harness.evidence import Request, Response
from harness.partner.authority import Authority
from harness.partner.call import Fields, Reply
from harness.partner.delivery import Delivery
from harness.partner.faults.base import Turn
from harness.partner.faults.choosing import Chosen, Faults, check
from harness.partner.faults.table import FAULTS
from harness.partner.identity.terms import ENDPOINTS, Terms
from harness.partner.recording import as_sent
from harness.reading.addressed import prefix_of

BETWEEN: Final = (
    *("latency", "bandwidth", "slow-headers", "dribble", "reset-before", "reset-during", "reset-after"),
    *("lost-acknowledgement", "no-answer", "truncated-body", "wrong-content-length"),
    *("too-many-requests", "unavailable", "server-error"),
)
"""Faults of a network, and of what stands in it. All others would put words into a product's mouth."""
_KINDS: Final = frozenset(FAULTS[name] for name in BETWEEN)
_FRAMING: Final = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})
"""Fields that are said anew of what goes out."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What goes back in place of an answer."""

    sent: evidence.Reply
    """As evidence has it."""
    pause: float = 0.0
    """Seconds to wait before."""
    delivery: Delivery | None = None
    """How it goes out where that is not in one piece."""


@dataclass(frozen=True, slots=True)
class Played:
    """A fault that is played on one call."""

    name: str
    chosen: Chosen
    turn: Turn

    def instead(self, method: str) -> Spoilt | None:
        """Return what the caller gets in place of being passed on, or None where it is passed on."""
        reply = self.chosen.play.instead(self.turn)
        return None if reply is None else Spoilt(as_sent(reply, method), reply.pause, reply.delivery)

    def spoilt(self, back: Response, method: str) -> Spoilt:
        """Return what the caller gets of an answer that came."""
        reply = self.chosen.play.spoilt(_reply(back), self.turn)
        if reply.delivery is None:
            return Spoilt(back, reply.pause)
        return Spoilt(as_sent(reply, method), reply.pause, reply.delivery)


class Spoiler:
    """The faults of one relay, each on calls of the product that serves; counts the calls that each covers."""

    def __init__(self, chosen: Iterable[Chosen], contract: Contract, url: str) -> None:
        """`url` is where that product's interface begins. Raises MockError for what cannot be played between two."""
        chosen = tuple(chosen)
        check(chosen, [operation.id for operation in contract.operations], "--fault")
        for one in chosen:
            if type(one.play) not in _KINDS or {*one.on} & {*ENDPOINTS}:
                hint = f"Between two products these are played, on operations: {', '.join(BETWEEN)}."
                raise MockError(f"{one.name} is no fault of what lies between two products", where="--fault", hint=hint)
        self._faults = Faults(chosen)
        self._contract = contract
        self._prefix = prefix_of(url)
        self._authority = Authority(Terms(issuer="nobody", audience="nobody", clients={}), "")

    def on(self, asked: Request, now: float) -> Played | None:
        """Count a call, and return what is played on it; `now` is in seconds since 1970."""
        if not self._faults.chosen:
            return None
        operation = self._contract.match(asked.method, asked.target, self._prefix)
        name = operation.operation.id if operation is not None else ""
        found = self._faults.next(name, now) if operation is not None else None
        if found is None:
            return None
        chosen, chance = found
        return Played(chosen.name, chosen, self._turn(chosen, chance, asked, now, self._faults.pause(name)))

    def _turn(self, chosen: Chosen, chance: random.Random, asked: Request, now: float, pause: float) -> Turn:
        return Turn(
            chance=chance, now=now, target=asked.target, authority=self._authority, name=chosen.name, pause=pause
        )


def _reply(back: Response) -> Reply:
    lines = back.head.decode("utf-8", "surrogateescape").split("\r\n")[1:]
    pairs = (line.partition(":")[::2] for line in lines)
    fields: Fields = tuple((name, text.strip()) for name, text in pairs if name.lower() not in _FRAMING)
    return Reply(status=back.status, headers=fields, body=back.body)
