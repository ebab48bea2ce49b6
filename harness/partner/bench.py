"""Gives acts what they need to get ready: compiled expressions, the operation they belong to, the authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.contract.model import Operation
from harness.expression import MISSING, Scope, parse_condition, parse_template
from harness.expression.text import as_text
from harness.partner.authority import Authority
from harness.partner.call import ROOTS
from harness.partner.filling import Value, compiled, still

__all__ = ["Bench", "Value"]


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the acts of one operation are made ready; all of it raises ExpressionError for what cannot be read."""

    operation: Operation | None
    """None where the contract does not have it: something that a defect added."""
    authority: Authority
    base: str
    """Path under which the operations lie, without a trailing slash."""
    description: bytes = b""
    """The description that the partner serves of itself, as JSON; empty: none."""

    def condition(self, text: str) -> Callable[[Scope], bool]:
        """Compile a condition; strings are compared with regard to case."""
        return parse_condition(text, ROOTS, exact=True).holds

    def value(self, written: Any) -> Value:
        """Compile a template; members that name nothing are left out of the objects they stand in."""
        return compiled(parse_template(written, ROOTS))

    def still(self, written: Any) -> bool:
        """Tell whether a template gives the same each time."""
        return still(parse_template(written, ROOTS))

    def text(self, written: str) -> Callable[[Scope], str]:
        """Compile a template of text; what is not there, or no scalar, is the empty string."""
        make = self.value(written)

        def filled(scope: Scope) -> str:
            found = as_text(make(scope))
            return "" if found is MISSING else found

        return filled
