"""Lets what signs a caller in be of no worth: a token that has run out, is wrong or missing, or of another key."""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import structs

from harness.partner.authority import Refused
from harness.partner.call import Reply
from harness.partner.faults.base import Fault, OfTokens, Turn
from harness.partner.problem import problem

Flaw: TypeAlias = Literal[
    "alg-none",
    "expired",
    "not-yet-valid",
    "wrong-audience",
    "wrong-issuer",
    "wrong-key",
    "unknown-key",
    "embedded-key",
    "alg-confusion",
]
"""One of `harness.partner.identity.flaws.FLAWS`."""


class ExpiredToken(Fault, frozen=True, kw_only=True, tag="expired-token"):
    """Refuses a token as run out (RFC 6750 section 3.1); a new one is taken."""

    def instead(self, turn: Turn) -> Reply | None:
        refused = Refused("invalid_token", "The token has expired.")
        challenge = (("WWW-Authenticate", turn.authority.challenge(refused)),)
        return problem(401, refused.detail, headers=challenge)


class RotatedSecret(Fault, frozen=True, kw_only=True, tag="rotated-secret"):
    """Signs tokens with another key from this call on: those issued before are nobody's."""

    def begin(self, turn: Turn) -> None:
        turn.authority.rotate(turn.now)


class RotatedKey(Fault, frozen=True, kw_only=True, tag="rotated-key"):
    """Signs tokens with another key from this call on; the one before stays in the key set for a while, or does not."""

    overlap: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    """Seconds for which it stays."""

    def begin(self, turn: Turn) -> None:
        turn.authority.rotate(turn.now, self.overlap)


class BadToken(OfTokens, frozen=True, kw_only=True, tag="bad-token"):
    """Issues a token that is wrong in one way, as if it were good; calls that bear it are known by the fault's name."""

    flaw: Flaw = "expired"

    def issued(self, reply: Reply, turn: Turn) -> Reply:
        return structs.replace(reply, body=turn.authority.spoil(reply.body, turn.now, self.flaw, turn.name))


class ShortLived(OfTokens, frozen=True, kw_only=True, tag="short-lived-token"):
    """Says of a token that it ends at once; it is good for longer, and a careful client asks for another."""

    seconds: Annotated[int, msgspec.Meta(ge=0)] = 1

    def issued(self, reply: Reply, turn: Turn) -> Reply:
        return structs.replace(reply, body=json.dumps({**json.loads(reply.body), "expires_in": self.seconds}).encode())


class WithoutToken(OfTokens, frozen=True, kw_only=True, tag="no-token"):
    """Answers 200 at the token endpoint without a token."""

    def issued(self, reply: Reply, turn: Turn) -> Reply:
        said = {name: value for name, value in json.loads(reply.body).items() if name != "access_token"}
        return structs.replace(reply, body=json.dumps(said).encode())
