"""Says what a fault is: it answers in the script's place, or spoils what the script answered; seeded, like all chance.

A fault is data with a name (`fault`). What it draws it draws from `Turn.chance`, which is seeded by the run, the
fault's name and the occurrence, so that the same run plays the same faults again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import msgspec

from harness.contract import Schema
from harness.partner.authority import Authority
from harness.partner.call import Reply

CALLBACK = "callback"
"""What the calls that a partner makes itself are called where operations are named."""
HANDSHAKE = "handshake"
"""The same for TLS handshakes."""
TOKEN_CALL = "token"
"""The same for calls of the token endpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One occurrence of what a fault is played on."""

    chance: random.Random
    now: float
    """Seconds since 1970."""
    target: str
    """Request target as sent."""
    authority: Authority
    name: str = ""
    """What evidence calls the fault."""
    elsewhere: str = ""
    """Scheme, host and port of another host that listens too."""
    schema: Schema | None = None
    """What the contract gives for the content of the answer."""
    pause: float = 0.0
    """The longest that the caller waited, by itself, before it made a call again that had failed, seconds."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="fault"):
    """One way of being a bad partner."""

    def instead(self, turn: Turn) -> Reply | None:
        """Return the answer to a call that is not acted upon, or None where it is."""
        return None

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        """Return the answer to a call that was acted upon, spoilt."""
        return reply

    def begin(self, turn: Turn) -> None:
        """Do what comes before the call is looked at."""

    @property
    def asks(self) -> bool:
        """Tell whether the caller is told when to come again."""
        return False

    @property
    def shift(self) -> float:
        """Return how many seconds the partner's clock is ahead."""
        return 0.0


class OfCallbacks(Fault, frozen=True, kw_only=True):
    """A fault of the calls that a partner makes itself."""

    def sent(self, held: list[bytes], body: bytes) -> list[bytes]:
        """Return what goes out now in place of one call; `held` keeps what waits for the next."""
        return [body]


class OfTokens(Fault, frozen=True, kw_only=True):
    """A fault of the token endpoint's answer with a token."""

    def spoilt(self, reply: Reply, turn: Turn) -> Reply:
        return self.issued(reply, turn) if reply.status == 200 else reply

    def issued(self, reply: Reply, turn: Turn) -> Reply:
        """Return the answer otherwise."""
        return reply


class OfHandshakes(Fault, frozen=True, kw_only=True):
    """A fault of TLS, before any request can come."""
