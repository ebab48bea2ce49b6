"""Closes what a run made over there and left open, by the profile's workflow `cleanup`, and names what remains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from harness.gather.bench import Bench
from harness.gather.inputs import Unfillable
from harness.gather.scenarios import walk
from harness.unclosed import Tidying

ABSENT: Final = (404, 410)
MOST: Final = 1000
"""Resources that a footer names; the rest is counted."""


class Closing(NamedTuple):
    """What came of one thing that was to be closed."""

    done: bool
    """Whether it was closed, or is not there."""
    absent: int = 0
    """The status that says that it is not there; 0: it was closed, or it remains."""


REMAINS: Final = Closing(done=False)


def closing(done: bool, status: int) -> Closing:
    """Return what an answer means. Who is not to see a thing may be answered 404 as well (RFC 9110 section 15.5.5)."""
    if status in ABSENT:
        return Closing(done=True, absent=status)
    return Closing(done=done)


def close(identifier: str, how: Tidying, bench: Bench) -> Closing:
    """Close one. Raises StopRun."""
    try:
        walked = walk(how.workflow, bench, {how.name: identifier})
    except Unfillable:
        return REMAINS
    return closing(walked.ended == "succeeded", walked.status)


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
