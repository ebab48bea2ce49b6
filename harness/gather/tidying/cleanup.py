"""Closes what a run made over there and left open, by the profile's workflow `cleanup`, and names what remains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.gather.bench import Bench
from harness.gather.probing.inputs import Unfillable
from harness.gather.scenarios import walk
from harness.unclosed import Tidying

MOST: Final = 1000
"""Resources that a footer names; the rest is counted."""


def close(identifier: str, how: Tidying, bench: Bench) -> bool:
    """Close one, and tell whether that succeeded. Raises StopRun."""
    try:
        return walk(how.workflow, bench, {how.name: identifier}).ended == "succeeded"
    except Unfillable:
        return False


def named(identifiers: Iterable[str]) -> tuple[str, ...]:
    """Return the identifiers as a footer keeps them, each once: not more than it can hold, and how many more."""
    found: dict[str, None] = {}
    rest = 0
    for identifier in identifiers:
        if len(found) < MOST:
            found[identifier] = None
        elif identifier not in found:
            rest += 1
    return (*found, f"and {rest} more") if rest else tuple(found)
