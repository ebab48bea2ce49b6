"""Holds the tree of a parsed condition, each node able to say its value in a scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from harness.expression.compare import equal, order, truth
from harness.expression.missing import MISSING
from harness.expression.reference import Reference
from harness.expression.scope import Scope


class Node(Protocol):
    """Part of a condition."""

    def value(self, scope: Scope) -> object:
        """What this part is worth in a scope: a JSON value or MISSING."""
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the condition itself."""

    literal: object

    def value(self, scope: Scope) -> object:
        return self.literal


@dataclass(frozen=True, slots=True)
class Refer:
    """A runtime expression."""

    reference: Reference

    def value(self, scope: Scope) -> object:
        return self.reference.resolve(scope)


@dataclass(frozen=True, slots=True)
class Index:
    """`base[key]` or `base.key`: an array by position from 0, an object by name; anything else is MISSING."""

    base: Node
    key: Node

    def value(self, scope: Scope) -> object:
        base, key = self.base.value(scope), self.key.value(scope)
        if isinstance(base, dict) and isinstance(key, str):
            return base.get(key, MISSING)
        if isinstance(base, list) and isinstance(key, int) and not isinstance(key, bool) and 0 <= key < len(base):
            return base[key]
        return MISSING


@dataclass(frozen=True, slots=True)
class Not:
    """`!part`."""

    part: Node

    def value(self, scope: Scope) -> object:
        return not truth(self.part.value(scope))


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; stops at the first that does not."""

    parts: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        return all(truth(part.value(scope)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; stops at the first that does."""

    parts: tuple[Node, ...]

    def value(self, scope: Scope) -> object:
        return any(truth(part.value(scope)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of two values."""

    operator: str
    left: Node
    right: Node
    exact: bool

    def value(self, scope: Scope) -> object:
        left, right = self.left.value(scope), self.right.value(scope)
        if self.operator == "==":
            return equal(left, right, self.exact)
        if self.operator == "!=":
            return not equal(left, right, self.exact)
        return _ordered(self.operator, order(left, right, self.exact))


def _ordered(operator: str, sign: int | None) -> bool:
    """Whether an ordering comparison holds; values that cannot be ordered hold none."""
    if sign is None:
        return False
    if operator == "<":
        return sign < 0
    if operator == "<=":
        return sign <= 0
    return sign > 0 if operator == ">" else sign >= 0
