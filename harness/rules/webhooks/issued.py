"""Follows through a partition which secrets a product has issued to us, for which key, and when."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeAlias

import msgspec

from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.jsonbytes import escape
from harness.reading import NotJson, Reading

Places: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """One secret."""

    id: ExchangeId
    """The exchange that issued it."""
    key: str
    text: str
    at: int
    """When we had it, microseconds since 1970."""

    @property
    def keys(self) -> tuple[bytes, ...]:
        """Return what it may stand for: the octets of its base64, and its letters. The published text does not say."""
        letters = self.text.encode()
        try:
            return base64.b64decode(self.text, validate=True), letters
        except (binascii.Error, ValueError):
            return (letters,)


def pointer_of(tokens: tuple[str, ...]) -> str:
    """Return a JSON pointer as it is written (RFC 6901)."""
    return "".join(f"/{escape(token)}" for token in tokens)


def places_of(issued: dict[str, str]) -> Places:
    """Return for each operation where its reply has key and secret; `issued` gives JSON pointers of objects."""
    return tuple((operation, parse_pointer(pointer)) for operation, pointer in issued.items())


def withheld_by(x: Reading, places: Places) -> bool:
    """Tell whether a request that issues a secret may have been carried out, and showed none."""
    asked = not x.from_product and any(operation == x.operation_id for operation, _ in places)
    # What was not answered may have been done; what is refused, or fails, has not, or is a matter of its own.
    return asked and (x.status is None or not 300 <= x.status < 500) and issued_by(x, places) is None


def issued_by(x: Reading, places: Places) -> Secret | None:
    """Return the secret that a reply of the product issues, or None."""
    pointer = next((pointer for operation, pointer in places if operation == x.operation_id), None)
    if pointer is None or x.from_product or x.status is None or not 200 <= x.status < 300:
        return None
    value: Any = x.reply_json
    found = None if isinstance(value, NotJson) else follow(value, pointer)
    if x.is_redacted(f"{pointer_of(pointer)}/secret"):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("secret"), str) or not found["secret"]:
        return None
    at = x.exchange.times.anchor + x.exchange.times.last_byte
    return Secret(id=x.id, key=str(found.get("keyId", "")), text=found["secret"], at=at)
