"""Tells what makes a request weigh a product down: its size, how deep it is nested, how long a list or a number is."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from harness.jsonbytes import NotJson
from harness.reading import Reading

LEAST: Final = {"size": 1 << 20, "depth": 500, "list": 10_000, "number": 300}
"""Octets of content, levels, elements, and digits or power of ten from which a request is heavy."""
_BRACKET: Final = re.compile(rb"[\[\]{}]")
_NUMBER: Final = re.compile(rb"[0-9]{300}|[0-9][eE]\+?[0-9]{3}")


def _large(x: Reading) -> bool:
    return len(x.exchange.request.body) >= LEAST["size"]


def _deep(x: Reading) -> bool:
    """Tell by brackets outside of texts: a reader of our own would stumble, too."""
    body = x.exchange.request.body
    if body.count(b"[") + body.count(b"{") < LEAST["depth"]:
        return False
    depth = 0
    for octet in _BRACKET.findall(b"".join(_unquoted(body))):
        depth += 1 if octet in b"[{" else -1
        if depth >= LEAST["depth"]:
            return True
    return False


def _long(x: Reading) -> bool:
    return x.exchange.request.body.count(b",") >= LEAST["list"] - 1 and _longest(x.request_json) >= LEAST["list"]


def _longest(value: Any) -> int:
    if isinstance(value, NotJson):
        return 0
    if isinstance(value, list):
        return max(len(value), *map(_longest, value[:50])) if value else 0
    return max(map(_longest, value.values()), default=0) if isinstance(value, dict) else 0


def _huge(x: Reading) -> bool:
    body = x.exchange.request.body
    return bool(_NUMBER.search(body)) and any(_NUMBER.search(piece) for piece in _unquoted(body))


def _unquoted(body: bytes) -> list[bytes]:
    """Return what stands outside of JSON texts, as far as that can be told of what may be no JSON."""
    return re.split(rb'"(?:[^"\\]|\\.)*"', body[: 1 << 20])


WAYS: Final[dict[str, Callable[[Reading], bool]]] = {"size": _large, "depth": _deep, "list": _long, "number": _huge}
