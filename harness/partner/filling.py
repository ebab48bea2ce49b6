"""Turns templates into functions, so that a partner under load does not walk them anew for each call.

The result is that of `harness.expression.fill(..., omit=True)`, with one simplification: a dot always parts two names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from harness.expression import MISSING, Reference, Scope, Template
from harness.expression.pointer import follow
from harness.expression.reference import lookup
from harness.expression.templates import Array, Constant, Object, Text, Whole
from harness.expression.text import as_text

Value: TypeAlias = Callable[[Scope], Any]
"""Gives a JSON value in a scope; MISSING where what it names is not there."""


def compiled(template: Template) -> Value:
    """Return the function that fills a template; members and items that name nothing are left out."""
    if isinstance(template, Constant):
        constant = template.value
        return lambda scope: constant
    if isinstance(template, Whole):
        return getter(template.reference)
    if isinstance(template, Text):
        return _text(template)
    if isinstance(template, Object):
        return _object(template)
    return _array(template)


def still(template: Template) -> bool:
    """Tell whether a template gives the same in every scope."""
    if isinstance(template, Object):
        return all(still(part) for _, part in template.members)
    if isinstance(template, Array):
        return all(map(still, template.items))
    return isinstance(template, Constant)


def getter(reference: Reference) -> Value:
    """Return the function that looks up what a reference names."""
    root = reference.root
    steps = (*(name for part in reference.path for name in part.split(".")), *reference.pointer)

    def get(scope: Scope) -> Any:
        node = scope.get(root, MISSING)
        for step in steps:
            if type(node) is dict:
                node = node.get(step, MISSING)
            elif isinstance(node, Mapping):
                node = lookup(node, step)
            else:
                node = follow(node, (step,))
        return node

    return get


def _text(template: Text) -> Value:
    parts = tuple(part if isinstance(part, str) else getter(part) for part in template.parts)

    def text(scope: Scope) -> Any:
        pieces = []
        for part in parts:
            piece = part if isinstance(part, str) else as_text(part(scope))
            if piece is MISSING:
                return MISSING
            pieces.append(piece)
        return "".join(pieces)

    return text


def _object(template: Object) -> Value:
    members = tuple((name, compiled(part)) for name, part in template.members)

    def whole(scope: Scope) -> dict[str, Any]:
        found = {}
        for name, make in members:
            value = make(scope)
            if value is not MISSING:
                found[name] = value
        return found

    return whole


def _array(template: Array) -> Value:
    items = tuple(compiled(part) for part in template.items)

    def whole(scope: Scope) -> list[Any]:
        return [value for make in items if (value := make(scope)) is not MISSING]

    return whole
