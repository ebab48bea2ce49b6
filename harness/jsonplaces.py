"""Finds the lines of some values in a JSON text, in one pass that looks into nothing else (RFC 6901, RFC 8259)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import orjson

# Possessive, so that no text is read twice; numbers, names and colons need not be seen.
_TOKEN: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\],]', re.DOTALL)
_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_QUOTE, _COMMA, _OPEN, _OPENS, _CLOSES = b'",[{}'[0], b","[0], b"["[0], b"[{", b"]}"


class _Wanted:
    """A value that is looked for, or one around it."""

    __slots__ = ("below", "offset")

    def __init__(self) -> None:
        self.below: dict[str, _Wanted] = {}
        self.offset = -1


def lines_of(data: bytes, pointers: Iterable[str]) -> dict[str, int]:
    """Return by JSON pointer the line (from 1) of each value in valid JSON, or of its nearest parent that exists."""
    asked = {pointer: _tokens(pointer) for pointer in pointers}
    root = _Wanted()
    for tokens in asked.values():
        at = root
        for token in tokens:
            at = at.below.setdefault(token, _Wanted())
    root.offset = _start(data, 0)
    _find(data, root)
    offsets = {pointer: _deepest(root, tokens) for pointer, tokens in asked.items()}
    lines = _lines(data, sorted(set(offsets.values())))
    return {pointer: lines[offset] for pointer, offset in offsets.items()}


def _tokens(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _deepest(root: _Wanted, tokens: list[str]) -> int:
    at, offset = root, root.offset
    for token in tokens:
        at = at.below[token]
        if at.offset < 0:
            break
        offset = at.offset
    return offset


def _start(data: bytes, offset: int) -> int:
    found = _SPACE.match(data, offset)
    return found.end() if found else offset


def _lines(data: bytes, offsets: list[int]) -> dict[int, int]:
    found, line, before = {}, 1, 0
    for offset in offsets:
        line += data.count(b"\n", before, offset)
        found[offset], before = line, offset
    return found


def _find(data: bytes, root: _Wanted) -> None:
    """Enter the offset of every wanted value: that of its key, or of the element of an array."""
    stack: list[tuple[_Wanted, int]] = []
    here, index = root, 0
    wants_key, value, depth = False, root, 0
    missing: Any = object()
    for token in _TOKEN.finditer(data):
        first = data[token.start()]
        if depth:
            depth += 1 if first in _OPENS else -1 if first in _CLOSES else 0
        elif first == _QUOTE:
            if wants_key:
                wants_key = False
                value = here.below.get(orjson.loads(token[0]), missing)
                if value is not missing:
                    value.offset = token.start()
        elif first == _COMMA:
            wants_key = index < 0
            if index >= 0:
                index += 1
                value = _element(data, here, index, token.end(), missing)
        elif first in _CLOSES:
            here, index = stack.pop()
            if not stack:
                return
        elif value is missing or not value.below:
            depth = 1
        else:
            stack.append((here, index))
            here, index = value, 0 if first == _OPEN else -1
            wants_key = index < 0
            value = missing if wants_key else _element(data, here, 0, token.end(), missing)


def _element(data: bytes, array: _Wanted, index: int, offset: int, missing: Any) -> Any:
    found = array.below.get(str(index), missing)
    if found is not missing:
        found.offset = _start(data, offset)
    return found
