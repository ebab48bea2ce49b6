"""Lets what signs a caller in lose its worth: the token has run out, or the secret that signs tokens is another."""

from __future__ import annotations

from harness.partner.authority import Refused
from harness.partner.call import Reply
from harness.partner.faults.base import Fault, Turn
from harness.partner.problem import problem


class ExpiredToken(Fault, frozen=True, kw_only=True, tag="expired-token"):
    """Refuses a token as run out (RFC 6750 section 3.1); a new one is taken."""

    def instead(self, turn: Turn) -> Reply | None:
        refused = Refused("invalid_token", "The token has expired.")
        challenge = (("WWW-Authenticate", turn.authority.challenge(refused)),)
        return problem(401, refused.detail, headers=challenge)


class RotatedSecret(Fault, frozen=True, kw_only=True, tag="rotated-secret"):
    """Signs tokens with another secret from this call on: those issued before are nobody's."""

    def begin(self, turn: Turn) -> None:
        turn.authority.rotate(turn.chance.randbytes(32))
