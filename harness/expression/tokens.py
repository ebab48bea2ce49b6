"""Cuts a simple condition into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.expression.compare import number_of
from harness.expression.errors import ExpressionError
from harness.expression.reference import MAX_LENGTH

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<string>'(?:[^']|'')*')
  | (?P<operator><=|>=|==|!=|&&|\|\||[<>!(){}\[\].])
  | (?P<reference>\$[^\s()\[\]{}<>=!&|',]*)
  | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[0-9A-Za-z_.]*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_\-]*)
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, what it means (a literal's value, a reference's text) and where it begins."""

    kind: str
    value: object
    start: int


def tokenize(text: str) -> tuple[Token, ...]:
    """Tokens of a condition, the last of kind "end"; raises ExpressionError naming the character not understood.

    A reference ends at white space or one of ``()[]{}<>=!&|',``: a name or pointer that holds one of these needs a
    jsonpath criterion.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"a condition of {len(text)} characters; at most {MAX_LENGTH} are read")
    tokens = []
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ExpressionError(f"{text[position]!r} at character {position + 1} of {text!r} is not understood")
        if found.lastgroup != "space":
            tokens.append(Token(str(found.lastgroup), _value(str(found.lastgroup), found[0], text), position))
        position = found.end()
    tokens.append(Token("end", "", position))
    return tuple(tokens)


def _value(kind: str, written: str, text: str) -> object:
    if kind == "string":
        return written[1:-1].replace("''", "'")
    if kind == "number":
        number = number_of(written)
        if number is None:
            raise ExpressionError(f"{written!r} in {text!r} is not a number as JSON writes them")
        return number
    return written
