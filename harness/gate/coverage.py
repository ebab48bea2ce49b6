"""Finds what a run no longer exercises, and where it is slower, against an earlier run."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import msgspec

from harness.gate.compare import parts
from harness.gate.snapshot import ClassSeen, PartSeen, Snapshot

FEWEST: Final = 20
"""Measurements of a class, in each run, from which their medians are compared."""

LEAST: Final = 1_000
"""Microseconds that are not told apart from none: below them is the noise of the machines."""
NETWORK: Final = 5
"""A change of the network's share by more than one in so many parts of the median hides what the product does."""


class Loss(StrEnum):
    """What became of a class or an operation that the earlier run exercised."""

    UNCLAIMED = "class-unclaimed"
    CLASS = "class-lost"
    """No requirement of it was met or not met."""
    PART = "part-lost"
    """The profile or role was not tested at all."""
    OPERATION = "operation-lost"
    """It was answered then, and was not now."""
    REMOVED = "operation-removed"
    """The product's own description no longer has it."""
    RENAMED = "operation-renamed"
    """The same method and path have another id; nothing is lost."""
    GONE = "operation-gone"
    """The profile no longer has it; nothing is lost."""


LOST: Final = (Loss.UNCLAIMED, Loss.CLASS, Loss.PART, Loss.OPERATION, Loss.REMOVED)


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is no longer exercised, or is under another name."""

    loss: Loss
    part: str
    name: str
    other: str = ""
    """Its name now, where it was renamed."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How soon a class was answered, against then: 2.0 is twice as long."""

    part: str
    class_: str
    ratio: float
    low: float
    high: float
    """The ratio's spread: from the fastest that its median may be over the slowest then, to the opposite."""


class NotCompared(msgspec.Struct, frozen=True, kw_only=True):
    """Says why times were not compared."""

    part: str
    class_: str
    why: str
    """`machine`, `target`, `network`, `few` or `lag`."""


def lost(before: Snapshot, after: Snapshot) -> tuple[Lost, ...]:
    """Return what the earlier run exercised and this one did not."""
    now = parts(after)
    found: list[Lost] = []
    for name, then in parts(before).items():
        if name not in now:
            found.append(Lost(loss=Loss.PART, part=name, name=name))
            continue
        found += (*_classes(then, now[name]), *_operations(then, now[name]))
    return tuple(found)


def _classes(then: PartSeen, now: PartSeen) -> Iterator[Lost]:
    for name, seen in then.classes.items():
        today = now.classes.get(name)
        if seen.claimed and today is not None and not today.claimed:
            yield Lost(loss=Loss.UNCLAIMED, part=now.name, name=name)
        elif seen.shown and today is not None and not today.shown:
            yield Lost(loss=Loss.CLASS, part=now.name, name=name)


def _operations(then: PartSeen, now: PartSeen) -> Iterator[Lost]:
    at = {seen.path: name for name, seen in now.operations.items()}
    for name, seen in then.operations.items():
        if not seen.answered:
            continue
        today = now.operations.get(name)
        if today is not None:
            if not today.answered:
                yield Lost(loss=Loss.OPERATION, part=now.name, name=name)
        elif seen.path in at:
            other = at[seen.path]
            loss = Loss.RENAMED if now.operations[other].answered else Loss.OPERATION
            yield Lost(loss=loss, part=now.name, name=name, other=other)
        else:
            # Where the profile is the same, the contract is the product's own: what is gone from it was taken away.
            same = then.profile_digest == now.profile_digest
            yield Lost(loss=Loss.REMOVED if same else Loss.GONE, part=now.name, name=name)


def pace(before: Snapshot, after: Snapshot) -> tuple[Pace | NotCompared, ...]:
    """Return for each class that is claimed how its median answer compares, or why it cannot be compared."""
    now = parts(after)
    why = "machine" if before.machine != after.machine else "target" if _host(before) != _host(after) else ""
    if why or not before.machine:
        return (NotCompared(part="", class_="", why=why or "machine"),)
    return tuple(
        _pace(name, class_, seen, now[name].classes[class_], abs(after.round_trip - before.round_trip))
        for name, then in parts(before).items()
        if name in now
        for class_, seen in then.classes.items()
        # A class that neither run claims has nothing to be slower at.
        if seen.timing is not None
        and class_ in now[name].classes
        and (seen.claimed or now[name].classes[class_].claimed)
    )


def _host(snapshot: Snapshot) -> tuple[str, str | None]:
    """Return scheme and host of a run's target; a product that is started for each build takes the port it gets."""
    parts_of = urlsplit(snapshot.target)
    return parts_of.scheme, parts_of.hostname


def _pace(part: str, class_: str, then: ClassSeen, now: ClassSeen, network: int) -> Pace | NotCompared:
    """`network`: by how much the way to the product is longer or shorter than it was."""
    old, new = then.timing, now.timing
    if old is None or new is None or old.count < FEWEST or new.count < FEWEST:
        counted = new.count if new is not None else 0
        return NotCompared(part=part, class_=class_, why="lag" if now.spoilt > counted else "few")
    if network > max(old.median // NETWORK, LEAST):
        return NotCompared(part=part, class_=class_, why="network")
    return Pace(
        part=part,
        class_=class_,
        ratio=_over(new.median, old.median),
        low=_over(new.low, old.high),
        high=_over(new.high, old.low),
    )


def _over(now: int, then: int) -> float:
    """Return the ratio to two decimals."""
    return round(max(now, LEAST) / max(then, LEAST), 2)
