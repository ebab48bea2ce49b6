"""Takes out of a run what belongs to an example: what a rule can have seen, and how the description differed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from harness.description import Description
from harness.differing import Difference, differences
from harness.evidence import ExchangeId, Observation
from harness.expression import follow, parse_pointer
from harness.loading import Bundle


def select(exchanges: Iterable[Observation], cites: Sequence[ExchangeId]) -> tuple[Observation, ...]:
    """Return what happened of the cited partitions up to the last one cited of each: all that a rule can have seen."""
    last = {name.partition: name.ordinal for name in sorted(cites)}
    return tuple(x for x in exchanges if x.id.ordinal <= last.get(x.id.partition, -1))


def description_changes(bundle: Bundle, description: Description | None) -> tuple[Difference, ...]:
    """Return where the description in evidence differs from the reference, addresses left out."""
    if bundle.description is None or description is None:
        return ()
    before = bundle.description.value()
    found = differences(before, description.value())
    return tuple(sorted((one for one in found if not _is_address(one, before)), key=lambda one: one.at))


def _is_address(change: Difference, before: Any) -> bool:
    """Tell whether a difference is no more than where the partner was served; the path of a server is more."""
    if change.at.endswith("/tokenUrl"):
        return True
    if not change.at.startswith("/servers"):
        return False
    was = follow(before, parse_pointer(change.at))
    texts = isinstance(was, str) and isinstance(change.now, str) and change.at.endswith("/url")
    return not texts or urlsplit(str(was)).path.rstrip("/") == urlsplit(change.now).path.rstrip("/")
