"""Parses JSON text strictly: one value, UTF-8, no duplicate key (RFC 8259, RFC 7493)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import orjson

MAX_DEPTH = 254
"""Deepest nesting that counts as JSON here; what is nested deeper is `NotJson("depth")`."""

# Possessive, and an open string runs to the end: linear in the length of hostile text.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)


class NotJson(msgspec.Struct, frozen=True):
    """Says why bytes are not the JSON value that was hoped for."""

    why: str
    """`empty`, `bom`, `encoding`, `syntax`, `number`, `surrogate`, `depth` or `duplicate_key`; from a reading also
    `content_coding`, `bomb`, `redacted`, `partial` and `silence`."""
    pointer: str = ""
    """JSON pointer (RFC 6901) of the first key that occurs twice."""
    offset: int = 0
    """Byte at which the parser stopped."""


def parse(data: bytes) -> Any | NotJson:
    """Return the value of `data`, or `NotJson`; never raises."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as problem:
        return _why(data, problem)
    # A duplicate key loses a member, and with it a colon. Writing the value again shows how many are left; an escaped
    # colon is the one thing that the comparison cannot see through, and is rare enough for the exact look.
    try:
        again = orjson.dumps(value)
    except TypeError:
        return NotJson("depth")
    if data.count(b":") == again.count(b":") and (b"\\" not in data or b"\\u003" not in data):
        return value
    pointer = first_duplicate(data)
    return value if pointer is None else NotJson("duplicate_key", pointer)


def _why(data: bytes, problem: orjson.JSONDecodeError) -> NotJson:
    if not data.strip(b" \t\r\n"):
        return NotJson("empty")
    if data.startswith(b"\xef\xbb\xbf"):
        return NotJson("bom")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return NotJson("encoding", offset=fault.start)
    offset = len(text[: problem.pos].encode("utf-8"))
    # Counted by hand, because how deep a parser goes differs between versions of Python.
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _too_deep(data):
        return NotJson("depth", offset=offset)
    # Where the grammar is kept, it was a lone surrogate or a number beyond the range of a double.
    try:
        value = json.loads(text, parse_constant=_refuse, parse_int=str, parse_float=str)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return NotJson("surrogate", offset=offset)
    except ValueError:
        return NotJson("syntax", offset=offset)
    return NotJson("number", offset=offset)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _too_deep(data: bytes) -> bool:
    depth = 0
    for token in _TOKEN.finditer(data):
        if token[0] in (b"[", b"{"):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif token[0] in (b"]", b"}"):
            depth -= 1
    return False


def escape(token: str) -> str:
    """Return one reference token of a JSON pointer, escaped (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def first_duplicate(data: bytes) -> str | None:
    """Return the pointer of the first key that its object has already, or None; `data` is valid JSON."""
    for pointer, _, again in _members(data):
        if again:
            return pointer
    return None


def line_of(data: bytes, pointer: str) -> int:
    """Return the line (from 1) of the value at `pointer` in valid JSON, of its second place if its key occurs twice,
    or of its nearest parent."""
    best, offset = -1, 0
    for found, at, again in _members(data):
        if found == pointer:
            best, offset = len(found), at
            if again:
                break
        elif len(found) > best and pointer.startswith(found + "/"):
            best, offset = len(found), at
    if best < 0:
        offset = len(data) - len(data.lstrip())
    return data.count(b"\n", 0, offset) + 1


def _members(data: bytes) -> Iterator[tuple[str, int, bool]]:
    """Yield (pointer, byte offset, key seen before in this object) of every member and element in document order."""
    stack: list[_Open] = []
    for token in _TOKEN.finditer(data):
        text = token[0]
        top = stack[-1] if stack else None
        if text in (b"]", b"}"):
            stack.pop()
            continue
        if text == b",":
            if top is not None:
                top.step()
            continue
        if text == b":":
            continue
        if top is not None and top.wants_key:
            key = orjson.loads(text)
            yield f"{top.pointer}/{escape(key)}", token.start(), key in top.seen
            top.take(key)
            continue
        pointer = "" if top is None else top.here
        if top is not None and top.index >= 0:
            yield pointer, token.start(), False
        if text in (b"[", b"{"):
            stack.append(_Open(pointer, text == b"["))


class _Open:
    """An object or array whose end has not come yet."""

    __slots__ = ("here", "index", "pointer", "seen", "wants_key")

    def __init__(self, pointer: str, array: bool) -> None:
        self.pointer = pointer
        self.index = 0 if array else -1
        self.here = f"{pointer}/0"
        self.seen: set[str] = set()
        self.wants_key = not array

    def step(self) -> None:
        if self.index < 0:
            self.wants_key = True
        else:
            self.index += 1
            self.here = f"{self.pointer}/{self.index}"

    def take(self, key: str) -> None:
        self.seen.add(key)
        self.here = f"{self.pointer}/{escape(key)}"
        self.wants_key = False
