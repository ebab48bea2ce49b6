"""Makes keys that a product remembers each its own: one that two requests share is refused, or answered by a replay."""

from __future__ import annotations

import hashlib
from typing import Final

from harness.contract.model import Operation, Parameter
from harness.gather.cases.serial import keeps

FIELD: Final = "idempotency-key"
"""Field that names one request for good (draft-ietf-httpapi-idempotency-key-header, section 2)."""
MARK: Final = 16
"""Characters that make a key its own."""


def own_key(operation: Operation, name: str, text: str, *whose: object) -> str:
    """Return the field's text made its own for `whose`, always in the same way; other fields as they are.

    It keeps the schema if the text did, and breaks it if not; a text that has no room for it stays.
    """
    if name.lower() != FIELD or not text:
        return text
    found = (p for p in operation.parameters if p.location == "header" and p.name.lower() == FIELD)
    parameter = next(found, None)
    if parameter is None:
        return text
    digest = hashlib.sha256(repr((text, *whose)).encode("utf-8", "surrogatepass")).hexdigest()
    for key in _keys(text, digest):
        if _kept(parameter, key) == _kept(parameter, text):
            return key
    return text


def _keys(text: str, digest: str) -> tuple[str, ...]:
    """Return ways to put it in: at the end in place of what stood there, after it, and as a UUID instead."""
    parts = (digest[:8], digest[8:12], f"4{digest[13:16]}", f"8{digest[17:20]}", digest[20:32])
    within = (text[:-MARK] + digest[:MARK],) if len(text) >= 2 * MARK else ()
    return (*within, f"{text}-{digest[:MARK]}", "-".join(parts))


def _kept(parameter: Parameter, text: str) -> bool:
    return keeps(parameter, ((parameter.name, text),))
