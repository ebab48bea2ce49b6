"""Compiles criteria (simple, regex, jsonpath) to something that holds or does not hold in a scope.

Source: Arazzo 1.0.1, Criterion Object. A context that is MISSING fails its criterion. `regex` looks at a string as it
is, at a number, boolean or null as JSON writes it, and never matches an object or an array. `jsonpath` holds when the
query selects at least one node of an object or array. `xpath` and older JSONPath dialects are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.expression.condition import Condition, parse_condition
from harness.expression.errors import ExpressionError
from harness.expression.pattern import compile_pattern
from harness.expression.query import compile_query
from harness.expression.reference import ARAZZO_ROOTS, Reference, parse_reference
from harness.expression.scope import Scope
from harness.expression.text import as_text


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that must be found in what the context names."""

    text: str
    context: Reference

    def holds(self, scope: Scope) -> bool:
        """Whether it is found; the compiled pattern is kept by `compile_pattern`."""
        found = as_text(self.context.resolve(scope))
        return isinstance(found, str) and compile_pattern(self.text)(found)


@dataclass(frozen=True, slots=True)
class Query:
    """A JSONPath query that must select something in what the context names."""

    text: str
    context: Reference

    def holds(self, scope: Scope) -> bool:
        """Whether it selects a node; the compiled query is kept by `compile_query`."""
        return compile_query(self.text)(self.context.resolve(scope))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One compiled criterion; plain data, so that it compares, prints and travels between processes."""

    test: Condition | Regex | Query
    context: Reference | None
    references: tuple[Reference, ...]

    @property
    def text(self) -> str:
        """The condition as written."""
        return self.test.text

    def holds(self, scope: Scope) -> bool:
        """Whether the criterion is satisfied; never raises."""
        return self.test.holds(scope)


def compile_criterion(
    condition: str, kind: str = "simple", context: str | None = None, roots: frozenset[str] = ARAZZO_ROOTS
) -> Criterion:
    """Compile one criterion; raises ExpressionError."""
    reference = parse_reference(context, roots) if context is not None else None
    if kind == "simple":
        simple = parse_condition(condition, roots)
        return Criterion(simple, reference, simple.references if reference is None else (reference, *simple.references))
    if kind not in ("regex", "jsonpath"):
        raise ExpressionError(f"criteria of type {kind!r} are not supported", hint="use simple, regex or jsonpath")
    if reference is None:
        raise ExpressionError(f"the {kind} criterion {condition!r} has no context", hint="add context: $response.body")
    if kind == "regex":
        compile_pattern(condition)  # here for its errors: a profile is refused when it is read, not when it is used
        return Criterion(Regex(condition, reference), reference, (reference,))
    compile_query(condition)
    return Criterion(Query(condition, reference), reference, (reference,))


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
