"""Compiles criteria (simple, regex, jsonpath) to something that holds or does not hold in a scope.

Source: Arazzo 1.0.1, Criterion Object. A context that is MISSING fails its criterion. `regex` looks at a string as it
is, at a number, boolean or null as JSON writes it, and never matches an object or an array. `jsonpath` holds when the
query selects at least one node of an object or array. `xpath` and older JSONPath dialects are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from harness.expression.condition import parse_condition
from harness.expression.errors import ExpressionError
from harness.expression.pattern import compile_pattern
from harness.expression.query import compile_query
from harness.expression.reference import ARAZZO_ROOTS, Reference, parse_reference
from harness.expression.scope import Scope
from harness.expression.text import as_text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One compiled criterion; `text` is its condition as written, `kind` is simple, regex or jsonpath."""

    kind: str
    text: str
    context: Reference | None
    references: tuple[Reference, ...]
    _test: Callable[[Scope], bool]

    def holds(self, scope: Scope) -> bool:
        """Whether the criterion is satisfied; never raises."""
        return self._test(scope)


def compile_criterion(
    condition: str, kind: str = "simple", context: str | None = None, roots: frozenset[str] = ARAZZO_ROOTS
) -> Criterion:
    """Compile one criterion; raises ExpressionError."""
    reference = parse_reference(context, roots) if context is not None else None
    found = (reference,) if reference is not None else ()
    if kind == "simple":
        simple = parse_condition(condition, roots)
        return Criterion(kind, condition, reference, (*found, *simple.references), simple.holds)
    if kind not in _TESTS:
        raise ExpressionError(f"criteria of type {kind!r} are not supported", hint="use simple, regex or jsonpath")
    if reference is None:
        raise ExpressionError(f"the {kind} criterion {condition!r} has no context", hint="add context: $response.body")
    return Criterion(kind, condition, reference, found, _TESTS[kind](condition, reference))


def read_criterion(document: Mapping[str, object], roots: frozenset[str] = ARAZZO_ROOTS) -> Criterion:
    """Compile a criterion as it stands in a document: {condition, type?, context?}; raises ExpressionError."""
    condition, kind, context = document.get("condition"), document.get("type", "simple"), document.get("context")
    if isinstance(kind, Mapping):
        raise ExpressionError(
            f"criteria of type {kind.get('version')!r} are not supported", hint="write type: jsonpath"
        )
    if not isinstance(condition, str) or not isinstance(kind, str) or not isinstance(context, str | None):
        raise ExpressionError("a criterion has a text `condition`, and may have a text `type` and `context`")
    return compile_criterion(condition, kind, context, roots)


def all_hold(criteria: Iterable[Criterion], scope: Scope) -> bool:
    """Whether every criterion is satisfied; true of none at all."""
    return all(criterion.holds(scope) for criterion in criteria)


def _regex(condition: str, context: Reference) -> Callable[[Scope], bool]:
    found_in = compile_pattern(condition)

    def test(scope: Scope) -> bool:
        text = as_text(context.resolve(scope))
        return isinstance(text, str) and found_in(text)

    return test


def _jsonpath(condition: str, context: Reference) -> Callable[[Scope], bool]:
    selects = compile_query(condition)
    return lambda scope: selects(context.resolve(scope))


_TESTS = {"regex": _regex, "jsonpath": _jsonpath}
