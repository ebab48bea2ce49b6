"""Names the first value that a JSONPath query selects in what an expression names (as Arazzo 1.1, Selector Object)."""

from __future__ import annotations

from dataclasses import dataclass

from harness.expression.query import first_selected
from harness.expression.reference import Reference, parse_reference
from harness.expression.scope import Scope


@dataclass(frozen=True, slots=True)
class Selected(Reference):
    """An expression, and a query into its value."""

    query: str = "$"

    def resolve(self, scope: Scope) -> object:
        """The first value that is selected, its type kept, or MISSING."""
        return first_selected(self.query)(Reference.resolve(self, scope))


def parse_selected(context: str, query: str) -> Selected:
    """Parse both; raises ExpressionError."""
    first_selected(query)
    found = parse_reference(context)
    return Selected(found.text, found.root, found.path, found.pointer, query)
