"""Tells what makes a request weigh a product down: its size, how deep it is nested, how long a list or a number is."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate
from typing import Any, Final

from harness.jsonbytes import NotJson
from harness.reading import Reading

LEAST: Final = {"size": 1 << 20, "depth": 500, "list": 10_000, "number": 300}
"""Octets of content, levels, elements, and digits or power of ten from which a request is heavy."""
_NOT_BRACKETS: Final = bytes(octet for octet in range(256) if octet not in b"[]{}")
_STEP: Final = {octet: 1 if octet in b"[{" else -1 for octet in b"[]{}"}
_TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A text; one that does not end goes to the end, or it would be looked for anew from each quotation mark in it."""
# With each digit taken for 0, a huge number has one of a few fixed texts, found much faster than a pattern is.
_SHAPED: Final = bytes.maketrans(b"123456789E", b"000000000e")
_SHAPES: Final = (b"0" * LEAST["number"], b"0e000", b"0e+000")


def _large(x: Reading) -> bool:
    return len(x.exchange.request.body) >= LEAST["size"]


def _deep(x: Reading) -> bool:
    """Tell by brackets outside of texts: a reader of our own would stumble, too."""
    body = x.exchange.request.body
    if body.count(b"[") + body.count(b"{") < LEAST["depth"]:
        return False
    brackets = b"".join(_unquoted(body)).translate(None, _NOT_BRACKETS)
    depths = accumulate(map(_STEP.__getitem__, brackets))
    return any(map(LEAST["depth"].__le__, depths))  # nothing is read beyond where it is deep


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
    return _shows_number(body) and any(map(_shows_number, _unquoted(body)))


def _shows_number(text: bytes) -> bool:
    """Tell whether digits stand somewhere, or a power of ten, that are heavy."""
    shaped = text.translate(_SHAPED)
    return any(shape in shaped for shape in _SHAPES)


def _unquoted(body: bytes) -> list[bytes]:
    """Return what stands outside of JSON texts, as far as that can be told of what may be no JSON."""
    return _TEXT.split(body[: 1 << 20])


WAYS: Final[dict[str, Callable[[Reading], bool]]] = {"size": _large, "depth": _deep, "list": _long, "number": _huge}
