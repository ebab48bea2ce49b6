"""Makes events for one subscription, and signs them.

An event is signed by HMAC-SHA256 (RFC 2104) over its content as it is sent, in base64 (RFC 4648 section 4). What is
wrong with a signature is attested where it is kept (`signed`), since the secret is kept nowhere.
"""

from __future__ import annotations

import base64
import binascii
import copy
import dataclasses
import hashlib
import hmac
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from harness.errors import DeclarationError
from harness.expression import parse_pointer
from harness.profile import Deliveries

JSON: Final = "application/json"
RIGHTLY: Final = "rightly"
OTHERWISE: Final = "other-reading"
"""How an event is signed whose key is the secret read in the other way: its letters, or what they stand for."""
AGENT: Final = "hallmark-partner"
SOUND_LABEL: Final = "HMOK"
FORGED_LABEL: Final = "HMNO"
"""How the texts begin by which a person tells events that count from those that must not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where a product takes events, and what they are signed with."""

    url: str
    key: str
    secret: str
    """Base64, as it was handed out."""
    id: str = ""
    letters: bool = False
    """Whether its letters are the key, and not the octets that they stand for."""

    issued: bool = False
    """Whether the product had it of our partner in this run, so that on either side it is the same secret."""

    @property
    def otherwise(self) -> Subscription:
        """Return it with the secret read in the other way."""
        return dataclasses.replace(self, letters=not self.letters)

    @property
    def octets(self) -> bytes:
        """Return the key. Raises DeclarationError where the secret is no base64."""
        if self.letters:
            return self.secret.encode()
        try:
            return base64.b64decode(self.secret, validate=True)
        except (binascii.Error, ValueError):
            raise DeclarationError("the secret is not base64", where="subscription.secret") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as it is delivered."""

    name: str
    """What tells it from others; empty where it says none."""
    body: bytes
    signature: str
    """Empty: it goes out without one."""
    signed: str = RIGHTLY
    """How it was signed: `rightly`, `other-key`, `before-change` ..., or `not`."""
    key: str = ""
    """Name of the key that it says it is signed with; empty: that of the subscription."""
    keyed: bool = True
    """Whether it names a key at all."""
    method: str = "POST"
    media_type: str = JSON
    times: int = 1
    """How often it is delivered."""
    together: bool = False
    """Whether that is done at once."""
    unheard: bool = False
    """Whether the answer to the first is not read to its end, as when a line breaks."""

    @property
    def facts(self) -> dict[str, str]:
        """Return what is attested of the signature."""
        credential = {RIGHTLY: "genuine", "not": "absent"}.get(self.signed, "tampered")
        return {"credential": credential, "signed": self.signed}

    def fields(self, host: str, key: str, correlation: str) -> dict[str, str]:
        """Return its header fields in their order."""
        said = {"Host": host, "User-Agent": AGENT, "Accept": "*/*"}
        if self.body:
            said |= {"Content-Type": self.media_type, "Content-Length": str(len(self.body))}
        said |= {"X-Correlation-Id": correlation} | ({"X-Key-Id": self.key or key} if self.keyed else {})
        return said | ({"X-Signature": self.signature} if self.signature else {})


class Maker:
    """Makes events for one subscription; the same seed makes the same names."""

    def __init__(self, like: Mapping[str, Any], terms: Deliveries, subscription: Subscription, seed: str) -> None:
        """`like` is the event that others are made from: the first example of the description."""
        self._like = like
        self.terms = terms
        self._secret = subscription.octets
        self._random = random.Random(seed)

    def value(self, now: datetime, label: str = SOUND_LABEL, **changes: Any) -> dict[str, Any]:
        """Return an event as a value, with a name that no other has."""
        value = copy.deepcopy(dict(self._like))
        put(value, self.terms.name, self.uuid())
        put(value, self.terms.time, now.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
        put(value, self.terms.label, f"{label}{self._random.randrange(10_000_000):07}")
        return value | changes

    def signed(self, value: Any, body: bytes, **rest: Any) -> Event:
        """Return an event that is signed rightly over its content."""
        return Event(name=text_at(value, self.terms.name), body=body, signature=self.sign(body), **rest)

    def sign(self, body: bytes, secret: bytes | None = None) -> str:
        """Return the signature over content."""
        return base64.b64encode(self.digest(body, secret)).decode()

    def digest(self, body: bytes, secret: bytes | None = None) -> bytes:
        """Return the same before base64."""
        return hmac.digest(self._secret if secret is None else secret, body, hashlib.sha256)

    def other_secret(self) -> bytes:
        """Return a secret that nobody was given."""
        return self._random.randbytes(32)

    def uuid(self) -> str:
        """Return an identifier (RFC 9562 section 5.4)."""
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def put(value: Any, pointer: str, what: Any) -> None:
    """Write at a place that is there."""
    *above, last = parse_pointer(pointer)
    for token in above:
        value = value[int(token)] if isinstance(value, list) else value[token]
    value[int(last) if isinstance(value, list) else last] = what


def text_at(value: Any, pointer: str) -> str:
    """Return the text at a place; empty where there is none."""
    for token in parse_pointer(pointer):
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (LookupError, ValueError, TypeError):
            return ""
    return value if isinstance(value, str) else ""


def compact(value: Any) -> bytes:
    """Return JSON as programs write it."""
    return json.dumps(value, separators=(",", ":")).encode()


def spaced(value: Any) -> bytes:
    """Return the same value otherwise: other order, white space, escapes of what needs none."""
    turned = dict(reversed(value.items()))
    return json.dumps(turned, indent=2).replace("/", "\\/").replace("@", "\\u0040").encode() + b"\n"


def utc(microseconds: int) -> datetime:
    """Return a time from microseconds since 1970."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)
