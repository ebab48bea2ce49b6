"""Compiles JSON values with expressions in their strings, to be filled from a scope.

A string that is exactly one expression, `$inputs.x` or `{$inputs.x}`, takes the value with its type. Anywhere else
`{$inputs.x}` is embedded as text (objects and arrays cannot be). A string that begins with a dollar but names no root
(`$5`) is plain text; one that looks like an expression and cannot be read as one is an error, never sent as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.reference import ARAZZO_ROOTS, Reference, parse_reference
from harness.expression.scope import Scope
from harness.expression.text import as_text

MAX_DEPTH = 64
"""Deepest nesting of a template."""

_WHOLE = re.compile(r"\$[A-Za-z][A-Za-z0-9_]*(?:[.#]|\Z)")
_OPEN = re.compile(r"\{\$[A-Za-z]")
_EMBEDDED = re.compile(r"\{(\$[A-Za-z][^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Constant:
    """A scalar without expressions."""

    value: object


@dataclass(frozen=True, slots=True)
class Whole:
    """A string that is exactly one expression: its value, typed."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text and expressions, in turn."""

    parts: tuple[str | Reference, ...]


@dataclass(frozen=True, slots=True)
class Object:
    """A JSON object; names are never expressions."""

    members: tuple[tuple[str, Template], ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A JSON array."""

    items: tuple[Template, ...]


Template: TypeAlias = Constant | Whole | Text | Object | Array


def parse_template(value: object, roots: frozenset[str] = ARAZZO_ROOTS, depth: int = 0) -> Template:
    """Compile a JSON value; raises ExpressionError for an expression that cannot be read."""
    if depth > MAX_DEPTH:
        raise ExpressionError(f"a template nests deeper than {MAX_DEPTH}")
    if isinstance(value, str):
        return parse_text(value, roots)
    if isinstance(value, dict):
        return Object(tuple((str(name), parse_template(part, roots, depth + 1)) for name, part in value.items()))
    if isinstance(value, list | tuple):
        return Array(tuple(parse_template(part, roots, depth + 1) for part in value))
    return Constant(value)


@lru_cache(maxsize=4096)
def parse_text(text: str, roots: frozenset[str] = ARAZZO_ROOTS) -> Constant | Whole | Text:
    """Compile one string; raises ExpressionError."""
    if _WHOLE.match(text):
        return Whole(parse_reference(text, roots))
    pieces = _EMBEDDED.split(text)
    if any(_OPEN.search(literal) for literal in pieces[::2]):
        raise ExpressionError(f"{text!r} has an expression in braces that does not end", hint="write {$inputs.name}")
    if len(pieces) == 1:
        return Constant(text)
    parts = tuple(parse_reference(piece, roots) if odd % 2 else piece for odd, piece in enumerate(pieces))
    kept = tuple(part for part in parts if part != "")
    return Whole(kept[0]) if len(kept) == 1 and isinstance(kept[0], Reference) else Text(kept)


def fill(template: Template, scope: Scope, *, omit: bool = False) -> object:
    """The JSON value with every expression replaced, freshly built; MISSING if any expression is.

    With `omit`, members and items that are MISSING are left out instead.
    """
    if isinstance(template, Constant):
        return template.value
    if isinstance(template, Whole):
        return template.reference.resolve(scope)
    if isinstance(template, Text):
        return _fill_text(template, scope)
    if isinstance(template, Object):
        filled = [(name, fill(part, scope, omit=omit)) for name, part in template.members]
        if not omit and any(value is MISSING for _, value in filled):
            return MISSING
        return {name: value for name, value in filled if value is not MISSING}
    items = [fill(part, scope, omit=omit) for part in template.items]
    if not omit and any(item is MISSING for item in items):
        return MISSING
    return [item for item in items if item is not MISSING]


def _fill_text(template: Text, scope: Scope) -> object:
    texts = [part if isinstance(part, str) else as_text(part.resolve(scope)) for part in template.parts]
    return MISSING if MISSING in texts else "".join(str(text) for text in texts)


def textual(template: Template) -> Template:
    """The template of a value that is sent as text, as parameters are: a lone expression or scalar becomes text too."""
    if isinstance(template, Whole):
        return Text((template.reference,))
    if isinstance(template, Constant):
        return Constant(as_text(template.value))
    return template


def references(template: Template) -> Iterator[Reference]:
    """Every expression in a template, in order."""
    if isinstance(template, Whole):
        yield template.reference
    elif isinstance(template, Text):
        yield from (part for part in template.parts if isinstance(part, Reference))
    elif isinstance(template, Object):
        for _, part in template.members:
            yield from references(part)
    elif isinstance(template, Array):
        for part in template.items:
            yield from references(part)


def unresolved(template: Template, scope: Scope) -> tuple[str, ...]:
    """The expressions that are MISSING in this scope, as written: why `fill` gave MISSING."""
    return tuple(reference.text for reference in references(template) if reference.resolve(scope) is MISSING)


def template(value: object, scope: Scope, roots: frozenset[str] = ARAZZO_ROOTS) -> object:
    """Compile and fill in one step, for values that are used once; raises ExpressionError."""
    return fill(parse_template(value, roots), scope)
