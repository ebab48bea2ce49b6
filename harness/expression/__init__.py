"""Evaluates Arazzo's runtime expressions, conditions, criteria and payload templates, purely and safely.

Everything is parsed once (`parse_...`, `compile_...`: these raise ExpressionError) and evaluated often (`resolve`,
`holds`, `fill`, `unify`: these never raise). Nothing is executed as code; nothing reads a clock, a file or a socket.
"""

from harness.expression.condition import Condition, parse_condition
from harness.expression.criterion import Criterion, all_hold, compile_criterion, read_criterion
from harness.expression.errors import ExpressionError
from harness.expression.exchange import exchange_scope
from harness.expression.missing import MISSING, Missing
from harness.expression.pointer import follow, format_pointer, parse_pointer
from harness.expression.reference import ARAZZO_ROOTS, Reference, parse_reference
from harness.expression.scope import Headers, Lazy, Scope, extend, with_steps
from harness.expression.selected import Selected, parse_selected
from harness.expression.templates import Template, fill, parse_template, references, template, textual, unresolved
from harness.expression.text import as_text
from harness.expression.unification import Bindings, unify

__all__ = [
    "ARAZZO_ROOTS",
    "MISSING",
    "Bindings",
    "Condition",
    "Criterion",
    "ExpressionError",
    "Headers",
    "Lazy",
    "Missing",
    "Reference",
    "Scope",
    "Selected",
    "Template",
    "all_hold",
    "as_text",
    "compile_criterion",
    "exchange_scope",
    "extend",
    "fill",
    "follow",
    "format_pointer",
    "parse_condition",
    "parse_pointer",
    "parse_reference",
    "parse_selected",
    "parse_template",
    "read_criterion",
    "references",
    "resolve",
    "template",
    "textual",
    "unify",
    "unresolved",
    "with_steps",
]


def resolve(expression: str | Reference, scope: Scope, roots: frozenset[str] = ARAZZO_ROOTS) -> object:
    """The value an expression names, or MISSING; raises ExpressionError if a text given here cannot be parsed."""
    reference = parse_reference(expression, roots) if isinstance(expression, str) else expression
    return reference.resolve(scope)
