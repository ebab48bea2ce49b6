"""`signed/1`: a call bears HMAC-SHA256 of its content, octet by octet, under the secret that counts now (RFC 2104).

The secret was issued to the tester, for one test subscription, and lies in the evidence: so anybody computes the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Hashable
from typing import Literal

import msgspec

from harness.reading import Reading
from harness.rules import base as rules
from harness.rules.webhooks.issued import Secret, issued_by, places_of, withheld_by

FIELD = "x-signature"
KEY = "x-key-id"


class Params(rules.Params, frozen=True, kw_only=True):
    """What is held of which calls."""

    shows: Literal["signature", "rotated"]
    """`signature`: it is one under a secret of its key. `rotated`: after a rotation, under the newest one alone."""
    operation: str
    """The webhook whose calls are signed."""
    issued: dict[str, str]
    """Operations whose replies issue secrets, each with the JSON pointer of the object that holds them."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What one partition has shown so far."""

    known: tuple[Secret, ...] = ()
    withheld: bool = False
    """Whether there may be a secret by now that we were not told: what is signed by it is not to be told."""


class Watch(rules.Following):
    """Remembers secrets, and looks at each call."""

    def __init__(self, params: Params, world: rules.World) -> None:
        self._params = params
        self._places = places_of(params.issued)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return x.id.partition

    def step(self, state: State | None, x: Reading) -> tuple[State, tuple[rules.Sign, ...]]:
        """Note a secret, or look at a call."""
        state = state or State()
        known = state.known
        secret = issued_by(x, self._places)
        if secret is not None:
            return State(known=(*known, secret), withheld=state.withheld), ()
        if known and withheld_by(x, self._places):
            return State(known=known, withheld=True), ()
        if not known or not x.from_product or x.operation_id != self._params.operation:
            return state, ()
        if x.is_redacted("", "request.body"):
            return state, (rules.unsure(x, "redacted", pointer=""),)
        sign = self._signature(x, state) if self._params.shows == "signature" else self._rotated(x, known)
        return state, (sign,) if sign is not None else ()

    def _signature(self, x: Reading, state: State) -> rules.Sign:
        known = state.known
        given, key = x.request_headers.get(FIELD), x.request_headers.get(KEY)
        if given is None:
            return rules.broke(x, "not-signed", cause="not-signed")
        own = tuple(secret for secret in known if secret.key == key)
        if not own:
            return rules.broke(x, "unknown-key", cause="unknown-key", cites=tuple(each.id for each in known))
        made = [one for secret in own for one in digests(secret, x.exchange.request.body)]
        if given in map(standard, made):
            return rules.passed(x, *(secret.id for secret in own))
        if state.withheld and not any(given in others(one) for one in made):
            return rules.aside(rules.unsure(x, "signature-untold"))
        code = "signature-form" if any(given in others(one) for one in made) else "bad-signature"
        return rules.broke(x, code, cause=code, cites=tuple(secret.id for secret in own))

    def _rotated(self, x: Reading, known: tuple[Secret, ...]) -> rules.Sign | None:
        given, key = x.request_headers.get(FIELD), x.request_headers.get(KEY)
        own = [secret for secret in known if secret.key == key]
        if given is None or len(own) < 2 or x.sent_at < own[-1].at:
            return None
        body = x.exchange.request.body
        if any(given in (standard(one), *others(one)) for one in digests(own[-1], body)):
            return rules.passed(x, own[-1].id)
        for old in own[:-1]:
            if any(given in (standard(one), *others(one)) for one in digests(old, body)):
                return rules.broke(x, "old-secret", cause="old-secret", cites=(old.id, own[-1].id))
        return rules.aside(rules.unsure(x, "signature-untold"))


def digests(secret: Secret, content: bytes) -> tuple[bytes, ...]:
    """Return HMAC-SHA256 of the content under each key that the secret may stand for."""
    return tuple(hmac.digest(key, content, hashlib.sha256) for key in secret.keys)


def standard(made: bytes) -> str:
    """Return a digest in base64 (RFC 4648 section 4)."""
    return base64.b64encode(made).decode()


def others(made: bytes) -> tuple[str, ...]:
    """Return the forms in which the same is written by mistake."""
    text, url = standard(made), base64.urlsafe_b64encode(made).decode()
    forms = (text.rstrip("="), url, url.rstrip("="), made.hex(), made.hex().upper())
    return tuple(form for form in forms if form != text)


KIND = rules.RuleKind("signed/1", Params, Watch)
