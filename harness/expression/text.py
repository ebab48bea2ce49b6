"""Writes a scalar as the text that stands for it inside a longer string."""

from __future__ import annotations

from harness.expression.missing import MISSING, Missing


def as_text(value: object) -> str | Missing:
    """A string as it is, a number, boolean or null as JSON writes it; MISSING for an object, an array or MISSING."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return MISSING
