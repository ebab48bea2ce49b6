"""Makes texts that keep a regular expression: its shortest, a long one, and others by chance.

The expression is ECMA-262 and is read by Python's parser, which agrees on nearly everything; what comes out is a
proposal, and the validator decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from re import _constants as kinds
from re import _parser as parser
from typing import Any, Final, Protocol, TypeAlias

MOST: Final = 12
"""Repeats of what may be repeated without end, beyond the least."""
MOST_REPEATS: Final = 1_000
LONGEST: Final = 5_000
DEEPEST: Final = 40
_CATEGORIES: Final = {
    kinds.CATEGORY_DIGIT: "0123456789",
    kinds.CATEGORY_NOT_DIGIT: "aZ_-",
    kinds.CATEGORY_WORD: "aZ0_",
    kinds.CATEGORY_NOT_WORD: "- .",
    kinds.CATEGORY_SPACE: " \t",
    kinds.CATEGORY_NOT_SPACE: "aZ0-",
}
_PRINTABLE: Final = "aZ09-_. ~"
_MORE: Final = _PRINTABLE + "!%é"
_REPEATS: Final = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, getattr(kinds, "POSSESSIVE_REPEAT", None))


class Chooser(Protocol):
    """Says how often a part is repeated, and which of several it is."""

    def times(self, least: int, most: int) -> int:
        """Return a number between the two, both included."""

    def one(self, options: int) -> int:
        """Return a number below `options`."""


Part: TypeAlias = Callable[[Chooser, dict[int, str]], str]
"""Writes one part of the text; the dictionary holds what groups have become."""


class _Shortest:
    def times(self, least: int, most: int) -> int:
        return least

    def one(self, options: int) -> int:
        return 0


class _Longest:
    def times(self, least: int, most: int) -> int:
        return most

    def one(self, options: int) -> int:
        return options - 1


class _Chance:
    def __init__(self, random: Random) -> None:
        self._random = random.random

    def times(self, least: int, most: int) -> int:
        return least + int(self._random() * (most - least + 1))

    def one(self, options: int) -> int:
        return int(self._random() * options)


def shortest(pattern: str) -> str | None:
    """Return a shortest text, or None for an expression that cannot be read."""
    return _text(pattern, _Shortest())


def longest(pattern: str) -> str | None:
    """Return a long text: each part as often as it may be, within reason."""
    return _text(pattern, _Longest())


def chance(pattern: str, random: Random) -> str | None:
    """Return some text."""
    return _text(pattern, _Chance(random))


def _text(pattern: str, chooser: Chooser) -> str | None:
    part = _compiled(pattern)
    return None if part is None else part(chooser, {})[:LONGEST]


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Part | None:
    # What the two dialects write differently and descriptions do use.
    python = re.sub(r"\(\?<(?![=!])", "(?P<", pattern.replace(r"\/", "/"))
    try:
        return _sequence(parser.parse(re.sub(r"\\p\{L[ulo]?\}", "[A-Za-z]", python)), 0)
    except (re.error, OverflowError, RecursionError):
        return None


def _sequence(parts: Any, depth: int) -> Part:
    if depth > DEEPEST:
        return _literal("")
    made = [_part(kind, argument, depth + 1) for kind, argument in parts]
    return made[0] if len(made) == 1 else lambda chooser, groups: "".join(part(chooser, groups) for part in made)


def _part(kind: Any, argument: Any, depth: int) -> Part:
    if kind is kinds.LITERAL:
        return _literal(chr(argument))
    if kind is kinds.NOT_LITERAL:
        return _one_of([_PRINTABLE.replace(chr(argument), "")])
    if kind is kinds.ANY:
        return _one_of([_PRINTABLE])
    if kind is kinds.IN:
        return _one_of(_members(argument))
    if kind is kinds.BRANCH:
        branches = [_sequence(branch, depth) for branch in argument[1]]
        return lambda chooser, groups: branches[chooser.one(len(branches))](chooser, groups)
    if kind is kinds.SUBPATTERN:
        return _group(argument[0], _sequence(argument[3], depth))
    if kind in _REPEATS:
        return _repeat(argument[0], argument[1], _sequence(argument[2], depth))
    if kind is kinds.GROUPREF:
        return lambda chooser, groups: groups.get(argument, "")
    return _literal("")


def _literal(text: str) -> Part:
    return lambda chooser, groups: text


def _one_of(ranges: list[Sequence[str]]) -> Part:
    """Return what writes one character: of some range, one that it holds."""

    def write(chooser: Chooser, groups: dict[int, str]) -> str:
        chosen = ranges[chooser.one(len(ranges))]
        return chosen[chooser.one(len(chosen))]

    return write if ranges else _literal("")


def _group(number: int, inner: Part) -> Part:
    def write(chooser: Chooser, groups: dict[int, str]) -> str:
        groups[number] = inner(chooser, groups)
        return groups[number]

    return write


def _repeat(least: int, most: Any, inner: Part) -> Part:
    top = least + MOST if most is kinds.MAXREPEAT else min(int(most), max(least, MOST_REPEATS))

    def write(chooser: Chooser, groups: dict[int, str]) -> str:
        return "".join([inner(chooser, groups) for _ in range(min(chooser.times(least, top), LONGEST))])

    return write


def _members(members: Any) -> list[Sequence[str]]:
    """Return the characters of a class such as `[A-Z0-9_]`, range by range."""
    ranges = [_range(kind, argument) for kind, argument in members if kind is not kinds.NEGATE]
    if members[0][0] is not kinds.NEGATE:
        return ranges
    rest = "".join(c for c in _MORE if not any(c in within for within in ranges))
    return [rest] if rest else []


class _Range(Sequence[str]):
    """The characters from one to another."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __getitem__(self, index: Any) -> Any:
        return chr(self.first + index)

    def __contains__(self, character: object) -> bool:
        return isinstance(character, str) and self.first <= ord(character) <= self.last


def _range(kind: Any, argument: Any) -> Sequence[str]:
    if kind is kinds.LITERAL:
        return chr(argument)
    if kind is kinds.RANGE:
        return _Range(*argument)
    return _CATEGORIES.get(argument, "a")
