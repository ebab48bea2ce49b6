"""Tells which regular expressions can take a backtracking engine time exponential in the length of the text.

An expression does so where one text can lead round a loop in two ways (Weideman et al., "Analyzing Matching Time
Behavior of Backtracking Regular Expression Matchers", 2016: exponential degree of ambiguity). The loop is looked for in
the automaton of the expression's positions (Glushkov 1961), with the number of ways from each to the next.
"""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from re import _constants as kinds
from re import _parser as parser
from typing import Any, Final

LONGEST: Final = 2_000
"""Characters of an expression that is looked into; a longer one counts as one that may backtrack."""
MOST_POSITIONS: Final = 400
MOST_STEPS: Final = 500_000
"""Pairs of positions that are looked at, in all, and what items cost."""
MOST_COPIES: Final = 16
"""Repeats that are written out; a higher count is looked at as any number."""

PER_ITEM: Final = 16
"""Steps that an item costs at least, and each copy of one."""
EASY: Final = 10
"""Repeats of what is ambiguous that an engine gets through (OWASP, "Regular expression Denial of Service")."""

_TOKEN: Final = re.compile(r"\\.|\[\^?+\]?+(?:[^\\\]]|\\.)*+\]|\|", re.DOTALL)
FINE: Final = "fine"
EXPONENTIAL: Final = "exponential"
UNREAD: Final = "unread"

Ranges = tuple[tuple[int, int], ...]
_ALL: Final[Ranges] = ((0, 0x10FFFF),)
_CLASSES: Final[dict[Any, Ranges]] = {
    kinds.CATEGORY_DIGIT: ((48, 57),),
    kinds.CATEGORY_WORD: ((48, 57), (65, 90), (95, 95), (97, 122)),
    kinds.CATEGORY_SPACE: ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x202F), (0x3000, 0x3000)),
}
_NEGATED: Final = {
    kinds.CATEGORY_NOT_DIGIT: kinds.CATEGORY_DIGIT,
    kinds.CATEGORY_NOT_WORD: kinds.CATEGORY_WORD,
    kinds.CATEGORY_NOT_SPACE: kinds.CATEGORY_SPACE,
}
_REPEATS: Final = (kinds.MAX_REPEAT, kinds.MIN_REPEAT, getattr(kinds, "POSSESSIVE_REPEAT", None))
_OURS: Final = (
    (r"\(\?<(?![=!])", "(?P<"),
    (r"\\[pP]\{[^{}]*\}", r"\\w"),
    (r"\\u\{([0-9a-fA-F]{4})\}", r"\\u\1"),
    (r"(\\[dDsSwW])-", r"\1\\-"),
    (r"(?<=[^\\\[(|])-(\\[dDsSwW])", r"\\-\1"),
)
"""What ECMA-262 writes in another way than Python, for the purpose of this file."""


def backtracks(pattern: str) -> bool:
    """Tell whether matching `pattern` may take time exponential in the text; of what cannot be read that is assumed."""
    return looked_into(pattern) != FINE


@lru_cache(maxsize=4096)
def looked_into(pattern: str) -> str:
    """Return what is known of an expression: `FINE`, `EXPONENTIAL` or `UNREAD`."""
    if len(pattern) > LONGEST:
        return UNREAD
    for theirs, ours in _OURS:
        pattern = re.sub(theirs, ours, pattern)
    try:
        with warnings.catch_warnings(action="ignore"):  # of what may mean something else one day
            tree = parser.parse(_kept_apart(pattern))
        return EXPONENTIAL if _catastrophic(tree) else FINE
    except (re.error, ValueError, OverflowError, RecursionError, _TooLarge):
        return UNREAD


def _kept_apart(pattern: str) -> str:
    """Put something that matches nothing before alternatives, each time another, so that the parser joins none."""
    number = itertools.count(1)
    return _TOKEN.sub(lambda found: f"|(?:){{{next(number)}}}" if found[0] == "|" else found[0], pattern)


def _catastrophic(tree: Any) -> bool:
    """Tell whether a loop is ambiguous, or would be one: `(.*a){25}` tries as many ways as there are to choose 25."""
    whole = _Automaton(tree)
    if whole.is_ambiguous():
        return True
    steps = whole.steps
    for least, most, item in _repeats(tree):
        if least > EASY or (most > EASY and whole.anchored):
            loop = [(kinds.MAX_REPEAT, (0, kinds.MAXREPEAT, item)), (kinds.AT, kinds.AT_END)]
            again = _Automaton(loop, steps)
            if again.is_ambiguous():
                return True
            steps = again.steps
    return False


def _repeats(part: Any) -> Iterator[tuple[int, int, Any]]:
    """Yield all repeats of a part of the parser's tree that are counted, with least and most."""
    if isinstance(part, list | tuple | parser.SubPattern):
        for each in part:
            if isinstance(each, tuple) and len(each) == 2 and each[0] in _REPEATS:
                least, most, item = each[1]
                if most is not kinds.MAXREPEAT or least > EASY:
                    yield least, most, item
            yield from _repeats(each)


class _TooLarge(Exception):
    """The automaton is larger than is looked into."""


class _Part:
    """A part of an expression: the positions it may begin and end with, and the number of ways to each, 2 at most."""

    __slots__ = ("empty", "first", "last")

    def __init__(self, first: dict[int, int], last: dict[int, int], empty: int) -> None:
        self.first = first
        self.last = last
        self.empty = empty
        """Ways to match nothing at all."""

    def then(self, part: _Part, empty: int) -> _Part:
        """Return this part followed by another, which matches nothing in `empty` ways."""
        first = _sum(self.first, part.first, self.empty)
        return _Part(first, _sum(part.last, self.last, empty), min(self.empty * empty, 2))


def _nothing() -> _Part:
    return _Part({}, {}, 1)


def _sum(one: dict[int, int], other: dict[int, int], ways: int) -> dict[int, int]:
    if not ways:
        return one
    return {**one, **{position: min(one.get(position, 0) + count * ways, 2) for position, count in other.items()}}


class _Automaton:
    """The positions of one expression: which characters stand there, and which position may follow."""

    def __init__(self, tree: Any, steps: int = 0) -> None:
        self.classes: list[Ranges] = []
        self.follow: list[dict[int, int]] = []
        self.anchored = False
        self.steps = steps
        whole = self.sequence(tree)
        self.ends = set() if self.anchored else set(whole.last)
        """Positions at which all is matched, so that nothing that comes after can make the engine go back."""

    def sequence(self, items: Any) -> _Part:
        whole = _nothing()
        for kind, value in items:
            # What has no position costs as well: repeats of it within repeats are as many as their product.
            self.count(PER_ITEM + len(whole.first) + len(whole.last))
            part = self.item(kind, value)
            self.join(whole.last, part.first)
            whole = whole.then(part, part.empty)
        return whole

    def join(self, before: dict[int, int], after: dict[int, int]) -> None:
        self.count(len(before) * len(after))
        for one, ways in before.items():
            for other, more in after.items():
                self.follow[one][other] = min(self.follow[one].get(other, 0) + ways * more, 2)

    def count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise _TooLarge

    def item(self, kind: Any, value: Any) -> _Part:
        if kind in (kinds.LITERAL, kinds.NOT_LITERAL, kinds.ANY, kinds.IN):
            return self.position(_ranges(kind, value))
        if kind in _REPEATS:
            return self.repeat(*value)
        if kind is kinds.SUBPATTERN:
            return self.sequence(value[-1])
        if kind is kinds.BRANCH:
            whole = _Part({}, {}, 0)
            for part in map(self.sequence, value[1]):
                empty = min(whole.empty + part.empty, 2)
                whole = _Part(_sum(whole.first, part.first, 1), _sum(whole.last, part.last, 1), empty)
            return whole
        if kind in (kinds.ASSERT, kinds.ASSERT_NOT):
            self.sequence(value[1])  # stands for itself: what it looks at is matched again by what follows
        elif kind is kinds.AT:
            self.anchored = self.anchored or value not in (kinds.AT_BEGINNING, kinds.AT_BEGINNING_STRING)
        elif kind is getattr(kinds, "ATOMIC_GROUP", None):
            return self.sequence(value)
        elif kind is kinds.GROUPREF:
            return _nothing()
        elif kind is not kinds.ASSERT:
            raise ValueError(f"{kind} is not looked into")
        return _nothing()

    def position(self, ranges: Ranges) -> _Part:
        if len(self.classes) >= MOST_POSITIONS:
            raise _TooLarge
        self.classes.append(ranges)
        self.follow.append({})
        only = {len(self.classes) - 1: 1}
        return _Part(only, only, 0)

    def repeat(self, least: int, most: Any, item: Any) -> _Part:
        if most is kinds.MAXREPEAT or most > MOST_COPIES:
            part = self.sequence(item)
            self.join(part.last, part.first)
            return _Part(part.first, part.last, part.empty if least else 1)
        rest = _nothing()
        for number in reversed(range(most)):  # from the end: `a{1,3}` is `a(a(a)?)?`, which is read in one way only
            self.count(PER_ITEM)
            part = self.sequence(item)
            self.join(part.last, rest.first)
            rest = part.then(rest, rest.empty)
            rest.empty = min(rest.empty + (number >= least), 2)
        return rest

    def is_ambiguous(self) -> bool:
        """Tell whether one text can lead from a position back to it in two ways, and fail after."""
        graph = {position: list(after) for position, after in enumerate(self.follow)}
        for loop in _components(graph):
            inside = set(loop)
            if inside & self.ends:
                continue
            if any(ways > 1 and after in inside for one in loop for after, ways in self.follow[one].items()):
                return True
            if self._two_ways(inside):
                return True
        return False

    def _two_ways(self, inside: set[int]) -> bool:
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        rest = [(one, one) for one in inside]
        while rest:
            pair = rest.pop()
            if pair in pairs:
                continue
            self.count(len(self.follow[pair[0]]) * len(self.follow[pair[1]]))
            pairs[pair] = list(self._after(pair, inside))
            rest.extend(pairs[pair])
        return any(
            any(one == other for one, other in loop) and any(one != other for one, other in loop)
            for loop in _components(pairs)
        )

    def _after(self, pair: tuple[int, int], inside: set[int]) -> Iterator[tuple[int, int]]:
        for one in self.follow[pair[0]]:
            for other in self.follow[pair[1]]:
                if one in inside and other in inside and _meet(self.classes[one], self.classes[other]):
                    yield (one, other) if one <= other else (other, one)


def _components(graph: dict[Any, list[Any]]) -> Iterator[list[Any]]:
    """Yield the sets of nodes that can all reach one another, one node alone only where it reaches itself (Tarjan)."""
    index: dict[Any, int] = {}
    low: dict[Any, int] = {}
    stack: list[Any] = []
    on: set[Any] = set()
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on.add(start)
        while work:
            node, after = work[-1]
            for other in after:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on.add(other)
                    work.append((other, iter(graph[other])))
                    break
                if other in on:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found: list[Any] = []
                    while not found or found[-1] != node:
                        found.append(stack.pop())
                        on.discard(found[-1])
                    if len(found) > 1 or node in graph[node]:
                        yield found


def _ranges(kind: Any, value: Any) -> Ranges:
    if kind is kinds.LITERAL:
        return ((value, value),)
    if kind is kinds.NOT_LITERAL:
        return _others(((value, value),))
    if kind is kinds.ANY:
        return _others(((10, 10),))
    negated = bool(value) and value[0][0] is kinds.NEGATE
    found: list[tuple[int, int]] = []
    for each, what in value[1:] if negated else value:
        if each is kinds.RANGE:
            found.append(what)
        elif each is kinds.LITERAL:
            found.append((what, what))
        else:
            found += _CLASSES[what] if what in _CLASSES else _others(_CLASSES[_NEGATED[what]])
    return _others(tuple(sorted(found))) if negated else tuple(sorted(found))


def _others(ranges: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    return (*found, (start, 0x10FFFF)) if start <= 0x10FFFF else tuple(found)


@lru_cache(maxsize=4096)
def _meet(one: Ranges, other: Ranges) -> bool:
    return any(low <= top and bottom <= high for low, high in one for bottom, top in other)
