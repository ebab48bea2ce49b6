"""Finds credentials that nobody declared, by the names under which products send them beside Authorization."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

SHORTEST: Final = 8
"""Octets of a value that is taken for a credential: a shorter one would be found everywhere."""
_FIELD: Final = re.compile(rb"^([A-Za-z0-9_-]+):[ \t]*([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)
_NAME: Final = re.compile(r"(^|[-_])(api[-_]?key|key|token|secret|passw(or)?d|session([-_]?id)?|auth)$")
_NO_CREDENTIALS: Final = frozenset({"idempotency-key", "sec-websocket-key", "sec-websocket-accept"})
_PARAMETER: Final = re.compile(rb"[?&]([A-Za-z0-9_.-]+)=([^&#]*)")


def credentials_in(head: bytes) -> Iterator[bytes]:
    """Yield what stands in fields, and in parameters of the target, that are named like a key, a token or a secret.

    Authorization and cookies are taken out of everything that is kept anyway.
    """
    start, _, fields = head.partition(b"\r\n")
    for name, value in _FIELD.findall(fields):
        if _is_credential(name) and len(value) >= SHORTEST:
            yield value
    for name, value in _PARAMETER.findall(start.split(b" ")[1] if start.count(b" ") > 1 else b""):
        if _is_credential(name) and len(value) >= SHORTEST:
            yield value
            yield unquote_to_bytes(value)


def shows_another(head: bytes) -> bool:
    """Tell whether a request shows a credential otherwise than by Authorization: it is then no request without one."""
    lower = head.lower()
    return b"\r\ncookie:" in lower or any(True for _ in credentials_in(head))


def _is_credential(name: bytes) -> bool:
    text = name.decode("latin-1").lower()
    return text not in _NO_CREDENTIALS and _NAME.search(text) is not None
