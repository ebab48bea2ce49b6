"""Reads and follows JSON Pointers (RFC 6901)."""

from __future__ import annotations

import re
from functools import lru_cache

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING

_BAD_ESCAPE = re.compile(r"~(?![01])")
_INDEX = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z", re.ASCII)
USUAL = 200
"""Characters of a pointer whose tokens are remembered: rules ask for the same few at every exchange."""


def parse_pointer(text: str) -> tuple[str, ...]:
    """Split a pointer into unescaped tokens: "" is the whole document, "/a~1b" is ("a/b",). RFC 6901 clause 3."""
    return _usual(text) if len(text) <= USUAL else _tokens(text)


def _tokens(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    if not text.startswith("/"):
        raise ExpressionError(f"the JSON Pointer {text!r} does not begin with a slash", hint="write it as /name/0")
    if _BAD_ESCAPE.search(text):
        raise ExpressionError(f"the JSON Pointer {text!r} has a lone tilde", hint="write ~0 for ~ and ~1 for /")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/"))


_usual = lru_cache(maxsize=4096)(_tokens)


def format_pointer(tokens: tuple[str, ...]) -> str:
    """The inverse of `parse_pointer`."""
    return "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)


def follow(document: object, tokens: tuple[str, ...]) -> object:
    """The value at a place in a JSON document, or MISSING; "-" (past the end of an array) is always MISSING."""
    node = document
    for token in tokens:
        if isinstance(node, dict):
            node = node.get(token, MISSING)
        elif isinstance(node, list) and _INDEX.match(token) and int(token) < len(node):
            node = node[int(token)]
        else:
            return MISSING
    return node
