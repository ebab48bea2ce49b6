"""Compiles JSONPath queries (RFC 9535) to what they select first, and to the question whether they select anything.

The library's own `match` and `search` use whichever regular expression package the machine happens to have; here they
are our linear-time ones, so that the same evidence is judged alike everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from harness.expression.errors import ExpressionError
from harness.expression.missing import MISSING
from harness.expression.pattern import compile_pattern

if TYPE_CHECKING:
    from jsonpath import JSONPathEnvironment

MAX_QUERY = 1000
"""Longest query that is read, in characters."""

MAX_DESCENTS = 2
"""Most `..` in one query: each may multiply the work by the size of the reply."""


def compile_query(query: str) -> Callable[[object], bool]:
    """A function that says whether the query selects at least one node of a JSON value; raises ExpressionError."""
    first = first_selected(query)
    return lambda document: first(document) is not MISSING


@lru_cache(maxsize=4096)
def first_selected(query: str) -> Callable[[object], object]:
    """A function that gives the first value that the query selects, or MISSING; raises ExpressionError."""
    from jsonpath.exceptions import JSONPathError

    if len(query) > MAX_QUERY or query.count("..") > MAX_DESCENTS:
        raise ExpressionError(
            f"a query may have {MAX_QUERY} characters and {MAX_DESCENTS} descents (..): {query[:80]!r}"
        )
    try:
        path = _environment().compile(query)
    except (JSONPathError, ValueError, RecursionError) as error:
        raise ExpressionError(f"{query!r} is not a JSONPath query (RFC 9535)") from error

    def selected(document: object) -> object:
        if not isinstance(document, dict | list):
            return MISSING
        try:
            found = next(iter(path.finditer(document)), None)
        except (JSONPathError, RecursionError):  # nested deeper than the library follows: nothing is selected
            return MISSING
        return MISSING if found is None else found.obj

    return selected


@lru_cache(maxsize=1)
def _environment() -> JSONPathEnvironment:
    """The strict environment with regular expressions of ours."""
    from jsonpath import JSONPathEnvironment
    from jsonpath.function_extensions import ExpressionType, FilterFunction

    class Pattern(FilterFunction):
        """`match` (whole text) or `search` (anywhere), RFC 9535 clauses 2.4.6 and 2.4.7: false for a bad pattern."""

        arg_types = (ExpressionType.VALUE, ExpressionType.VALUE)  # type: ignore[assignment]
        return_type = ExpressionType.LOGICAL

        def __init__(self, form: str) -> None:
            self.form = form

        def __call__(self, value: object, pattern: object) -> bool:
            if not isinstance(value, str) or not isinstance(pattern, str):
                return False
            try:
                return compile_pattern(self.form.format(pattern))(value)
            except ExpressionError:
                return False

    environment = JSONPathEnvironment(strict=True)
    environment.function_extensions["match"] = Pattern("^(?:{})$")
    environment.function_extensions["search"] = Pattern("{}")
    return environment
