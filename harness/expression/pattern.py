"""Matches regular expressions in time linear in the text, whatever the pattern.

Replies are hostile, and Python's `re` backtracks: `^(a+)+$` against fifty letters never ends. The JSON Schema engine's
linear-time matcher is used instead, so a criterion's pattern and a schema's `pattern` have one dialect (ECMA 262,
without look-around and back-references, which are refused). A pattern may match anywhere unless it is anchored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from harness.expression.errors import ExpressionError

MAX_PATTERN = 1000
"""Longest pattern that is read, in characters."""

_PROGRAM_BYTES = 1 << 20


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A function that says whether the pattern is found in a text; raises ExpressionError."""
    import jsonschema_rs  # costly to import, and most runs of the command need no pattern

    if len(pattern) > MAX_PATTERN:
        raise ExpressionError(f"a pattern of {len(pattern)} characters; at most {MAX_PATTERN} are read")
    options = jsonschema_rs.RegexOptions(size_limit=_PROGRAM_BYTES, dfa_size_limit=_PROGRAM_BYTES)
    schema = {"type": "string", "pattern": pattern}
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, pattern_options=options)
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise ExpressionError(
            f"the pattern {pattern!r} cannot be used",
            hint="it must be a regular expression without look-around and back-references",
        ) from error

    def found_in(text: str) -> bool:
        try:
            return validator.is_valid(text)
        except ValueError:  # lone surrogates cannot be handed over as UTF-8: no text, so no match
            return False

    return found_in
