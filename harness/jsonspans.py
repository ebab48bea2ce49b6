"""Finds where each leaf of a JSON text stands in its bytes (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

MAX_DEPTH = 500
"""Deepest nesting that is followed; beyond it the text counts as unreadable."""

Span: TypeAlias = tuple[str, int, int]
"""JSON pointer (RFC 6901), first byte, byte after the last; a string's quotes belong to it."""

# RFC 8259 sections 2, 3, 6 and 7; possessive throughout, so that hostile text costs no more than its length.
_SPACE = rb"[ \t\n\r]*+"
_STRING = rb'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_LEAF = _STRING + rb"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null"
_VALUE = rb"(?:(" + _LEAF + rb")|([\[{])(?:" + _SPACE + rb"([\]}]))?+)" + _SPACE
_ELEMENT = re.compile(_SPACE + _VALUE + rb"([,\]}])?+")
_MEMBER = re.compile(_SPACE + rb"(" + _STRING + rb")" + _SPACE + rb":" + _SPACE + _VALUE + rb"([,\]}])?+")
_CLOSE = re.compile(_SPACE + rb"([,\]}])")


class NotReadable(ValueError):
    """The bytes are not one JSON text in UTF-8, or are nested too deeply."""

    def __init__(self, offset: int) -> None:
        """Every leaf before `offset` was found; what begins there could not be read."""
        super().__init__(f"not JSON from byte {offset}")
        self.offset = offset


def spans(raw: bytes) -> Iterator[Span]:
    """Yield the leaves of one JSON text in their order; an empty object or array has none.

    As strict as json.loads on UTF-8, and stricter in refusing NaN and Infinity. A key that occurs twice is yielded
    twice. Raises NotReadable after the leaves that stand before what does not belong.
    """
    stack: list[_Open] = []
    pointer, position = "", 0
    readable = _readable(raw)
    while True:
        top = stack[-1] if stack else None
        found = (_ELEMENT if top is None or top.index >= 0 else _MEMBER).match(raw, position)
        if found is None or found.end() > readable:
            raise NotReadable(position)
        if top is None:
            leaf, opened, closed, after = found.group(1, 2, 3, 4)
            at = 1
        elif top.index >= 0:
            leaf, opened, closed, after = found.group(1, 2, 3, 4)
            pointer = f"{top.pointer}/{top.index}"
            at = 1
        else:
            name, leaf, opened, closed, after = found.group(1, 2, 3, 4, 5)
            pointer = f"{top.pointer}/{_short(name) if len(name) < 64 else _token(name)}"
            at = 2
        if leaf is not None:
            yield pointer, found.start(at), found.end(at)
        elif closed is None:
            if len(stack) == MAX_DEPTH or after is not None:
                raise NotReadable(position)
            stack.append(_Open(pointer, 0 if opened == b"[" else -1))
            position = found.end()
            continue
        elif (opened, closed) not in ((b"[", b"]"), (b"{", b"}")):
            raise NotReadable(position)
        position = found.end()
        # What follows a value: a comma, or the ends of what is open.
        while stack and after is not None and after != b",":
            if after != (b"]" if stack[-1].index >= 0 else b"}"):
                raise NotReadable(position - 1)
            stack.pop()
            following = _CLOSE.match(raw, position)
            after = following[1] if following else None
            position = following.end() if following else position
        if not stack:
            if after is not None or raw[position:].strip(b" \t\n\r"):
                raise NotReadable(position)
            return
        if after is None:
            raise NotReadable(position)
        if stack[-1].index >= 0:
            stack[-1].index += 1


def mend(raw: bytes, overwritten: Iterable[tuple[int, int]]) -> bytes:
    """Return JSON text that can be parsed again: numbers and names that were overwritten become 0.

    `overwritten` holds (start, end) of what redaction replaced by asterisks; lengths do not change. In a string the
    asterisks stay, or become a 0 that means as little.
    """
    mended: bytearray | None = None
    for start, end in overwritten:
        before = raw[max(start - 64, 0) : start].rstrip(b" \t\n\r")[-1:]
        if end > start and before in (b"", b":", b",", b"["):
            mended = bytearray(raw) if mended is None else mended
            mended[start:end] = b"0".ljust(end - start)
    return raw if mended is None else bytes(mended)


class _Open:
    """An object or array whose end has not come yet."""

    __slots__ = ("index", "pointer")

    def __init__(self, pointer: str, index: int) -> None:
        """`index` is that of the element to come; -1 in an object."""
        self.pointer = pointer
        self.index = index


def _readable(raw: bytes) -> int:
    """Return how many bytes are UTF-8."""
    if raw.isascii():
        return len(raw)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(raw)


def _token(name: bytes) -> str:
    return escape(text_of(name))


_short = lru_cache(maxsize=1024)(_token)


def text_of(string: bytes) -> str:
    """Return the text of a JSON string, given with its quotes; half a surrogate pair becomes U+FFFD."""
    if b"\\" not in string:
        return string[1:-1].decode("utf-8")
    return str(json.loads(string)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def escape(name: str) -> str:
    """Return one reference token of a JSON pointer (RFC 6901 section 3)."""
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name
