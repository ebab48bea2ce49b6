"""Reads patterns of JSON pointers that say which values are personal."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from harness.evidence import Exchange

Personal: TypeAlias = Callable[[Exchange], Sequence[str]]
"""Says which values of a reply's body are personal: JSON pointers in which `*` stands for any one index or name and
`**` for any number of them; what lies below such a place is personal as well."""


@lru_cache(maxsize=256)
def compiled(patterns: tuple[str, ...]) -> tuple[Callable[[str], object], tuple[bytes, ...] | None]:
    """Return a test of pointers, and names of which a body with a match must have one; None when that is not known."""
    tests, names = [], []
    for pattern in patterns:
        steps = pattern.split("/")[1:]
        inner = "".join({"*": "/[^/]*", "**": "(?:/[^/]*)*"}.get(step, "/" + re.escape(step)) for step in steps)
        tests.append(inner + "(?:/|$)")
        names.append(next((step for step in reversed(steps) if step not in ("*", "**") and not step.isdigit()), ""))
    # An index is no name; one with an escape of RFC 6901, or beyond ASCII, is not looked for.
    known = all(name.isascii() and name and "~" not in name and '"' not in name for name in names)
    return re.compile("|".join(tests)).match, tuple(f'"{name}"'.encode() for name in names) if known else None
