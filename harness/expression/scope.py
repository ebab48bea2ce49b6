"""Says what expressions are evaluated in: named roots, some of them worked out only when asked for.

A scope is any mapping from a root's name (without the dollar) to what stands there: a JSON value, a mapping of further
names, or a `Lazy`. `$response.body#/id` looks up `response`, then `body`, then follows the pointer. A reader adds roots
of its own with `extend(scope, state=..., entry=...)` and names them to the parser (`roots=`).
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from harness.expression.missing import MISSING

Scope: TypeAlias = Mapping[str, object]
"""Roots by name. Header names below `header` are looked up in lower case (RFC 9110 clause 5.1: case-insensitive)."""

EMPTY: Scope = {}


class Lazy:
    """A value worked out at most once, and only if an expression asks for it; `make` returns MISSING for nothing."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], object]) -> None:
        self._make: Callable[[], object] | None = make
        self._value: object = MISSING

    def value(self) -> object:
        """The value, made on the first call and kept."""
        if self._make is not None:
            self._value = self._make()
            self._make = None
        return self._value


class Headers(Mapping[str, str]):
    """Header fields by name without regard to case; a repeated field is joined by ", " (RFC 9110 clause 5.3)."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        joined: dict[str, str] = {}
        for name, text in fields:
            key = name.lower()
            joined[key] = f"{joined[key]}, {text}" if key in joined else text
        self._fields = joined

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    # The two that follow are written out since partners and readers ask them of every request.

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a field, or the default."""
        return self._fields.get(name.lower(), default)

    def items(self) -> ItemsView[str, str]:
        """Return names in lower case with their values."""
        return self._fields.items()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def extend(scope: Scope, **roots: object) -> Scope:
    """A new scope with these roots added or replaced; the old one is left as it was."""
    return {**scope, **roots}


def with_steps(scope: Scope, outputs: Mapping[str, Mapping[str, object]]) -> Scope:
    """Add `$steps`: from outputs by step, {"create": {"id": "x"}}, to what `$steps.create.outputs.id` looks up."""
    return extend(scope, steps={step: {"outputs": found} for step, found in outputs.items()})
