"""Matches the regular expressions of descriptions, in one engine everywhere and never without end.

The validator's engine takes time linear in the text for what needs no look-around and no back-reference, and gives up
on the rest after `MOST_STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import jsonschema_rs

MOST_STEPS: Final = 50_000
"""Steps back for one text; what is not decided by then is no match, and `unjudged` as a problem of a value."""
MOST_BYTES: Final = 4 << 20
OPTIONS: Final = jsonschema_rs.FancyRegexOptions(
    backtrack_limit=MOST_STEPS, size_limit=MOST_BYTES, dfa_size_limit=MOST_BYTES
)


@lru_cache(maxsize=4096)
def finder(pattern: str) -> Callable[[str], bool] | None:
    """Return what tells whether `pattern` (ECMA-262) is found in a text; None for what is no regular expression."""
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=OPTIONS, offline=True).is_valid
    except ValueError:
        return None
