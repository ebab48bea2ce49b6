"""Gives acts what they need to get ready: compiled expressions, the operation they belong to, the authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from harness.contract.model import Operation
from harness.expression import MISSING, Scope, fill, parse_condition, parse_template
from harness.expression.text import as_text
from harness.partner.authority import Authority
from harness.partner.call import ROOTS

Value: TypeAlias = Callable[[Scope], Any]
"""Gives a JSON value in a scope; MISSING where what it names is not there."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the acts of one operation are made ready; all of it raises ExpressionError for what cannot be read."""

    operation: Operation | None
    """None where the contract does not have it: something that a defect added."""
    authority: Authority
    base: str
    """Path under which the operations lie, without a trailing slash."""

    def condition(self, text: str) -> Callable[[Scope], bool]:
        """Compile a condition; strings are compared with regard to case."""
        return parse_condition(text, ROOTS, exact=True).holds

    def value(self, written: Any) -> Value:
        """Compile a template; members that name nothing are left out of the objects they stand in."""
        template = parse_template(written, ROOTS)
        return lambda scope: fill(template, scope, omit=True)

    def text(self, written: str) -> Callable[[Scope], str]:
        """Compile a template of text; what is not there, or no scalar, is the empty string."""
        template = parse_template(written, ROOTS)

        def filled(scope: Scope) -> str:
            found = as_text(fill(template, scope))
            return "" if found is MISSING else found

        return filled
