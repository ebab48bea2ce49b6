"""Lays JSON text out in lines, a member or element a line, with every token as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

DEEPEST: Final = 100
LONGEST: Final = 256 * 1024
"""Characters beyond which a text is not laid out."""
_TOKEN: Final = re.compile(r'[ \t\r\n]*+("(?:[^"\\]++|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++)', re.DOTALL)
_EMPTY: Final = {"{": "}", "[": "]"}


class Placed(NamedTuple):
    """One line, and the JSON pointer (RFC 6901) of the value that stands in it or that it opens or closes."""

    text: str
    pointer: str


class NotLaidOut(ValueError):
    """The text is not JSON in its outline, too long or too deep; it is shown as it is."""


def laid_out(text: str) -> tuple[Placed, ...]:
    """Return the lines, two spaces a level. Keeps what parsers drop: members of the same name, the form of a number.

    Raises NotLaidOut.
    """
    if len(text) > LONGEST:
        raise NotLaidOut("too long")
    tokens = list(_tokens(text))
    lines: list[Placed] = []
    end = _value(tokens, 0, "", "", 0, lines)
    if end != len(tokens):
        raise NotLaidOut("more follows")
    return tuple(lines)


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while found := _TOKEN.match(text, position):
        yield found[1]
        position = found.end()
    if text[position:].strip(" \t\r\n"):
        raise NotLaidOut("not JSON")


def _value(tokens: list[str], at: int, label: str, pointer: str, depth: int, lines: list[Placed]) -> int:
    """Write the value that begins at token `at`; return the token after it."""
    token, pad = _take(tokens, at), "  " * depth
    if token in "}],:":
        raise NotLaidOut("not JSON")
    closing = _EMPTY.get(token)
    if closing is None:
        lines.append(Placed(f"{pad}{label}{token}", pointer))
        return at + 1
    if _take(tokens, at + 1) == closing:
        lines.append(Placed(f"{pad}{label}{token}{closing}", pointer))
        return at + 2
    if depth == DEEPEST:
        raise NotLaidOut("too deep")
    lines.append(Placed(f"{pad}{label}{token}", pointer))
    at, index = at + 1, 0
    while True:
        name, inner, at = _name(tokens, at, index) if token == "{" else ("", f"{pointer}/{index}", at)
        if token == "{":
            inner = f"{pointer}/{inner}"
        at = _value(tokens, at, name, inner, depth + 1, lines)
        after, index = _take(tokens, at), index + 1
        at += 1
        if after == closing:
            lines.append(Placed(f"{pad}{closing}", pointer))
            return at
        if after != ",":
            raise NotLaidOut("not JSON")
        lines[-1] = Placed(lines[-1].text + ",", lines[-1].pointer)


def _name(tokens: list[str], at: int, index: int) -> tuple[str, str, int]:
    """Return a member's label, its token in a pointer, and the token after the colon."""
    name = _take(tokens, at)
    if not name.startswith('"') or _take(tokens, at + 1) != ":":
        raise NotLaidOut("not JSON")
    try:
        plain = str(json.loads(name, strict=False))
    except ValueError:
        plain = f"{index}?"
    return f"{name}: ", plain.replace("~", "~0").replace("/", "~1"), at + 2


def _take(tokens: list[str], at: int) -> str:
    if at >= len(tokens):
        raise NotLaidOut("cut short")
    return tokens[at]
