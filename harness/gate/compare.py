"""Compares two runs requirement by requirement, and says of each how it changed; a pure function of two snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from harness.gate.snapshot import PartSeen, Snapshot, Told
from harness.verdict import Outcome


class Change(StrEnum):
    """How a requirement stands now against then."""

    NEWLY_VIOLATED = "newly violated"
    NEWLY_OPEN = "newly inconclusive"
    """It could be told then, and cannot now."""
    STILL_FAILING = "still failing"
    STILL_OPEN = "still inconclusive"
    FIXED = "fixed"
    NO_LONGER_APPLIES = "no longer applies"
    """It was met or not met then; the condition under which it applies is false now."""
    NOT_JUDGED = "no longer judged"
    """The profile has it, and this run was not about it."""
    NEW = "new"
    """It was not judged then."""
    GONE = "gone from the profile"
    SAME = "same"


OPEN: Final = (Outcome.INCONCLUSIVE, Outcome.NOT_TESTED, Outcome.FAULT)
"""What is not known."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement in two runs."""

    part: str
    """Profile and role, without the version."""
    requirement: str
    change: Change
    before: Told | None
    after: Told | None

    @property
    def told(self) -> Told:
        """Return how it stands now, or stood last."""
        told = self.after or self.before
        assert told is not None
        return told


def differences(before: Snapshot, after: Snapshot) -> tuple[Difference, ...]:
    """Return one entry for each requirement that either run judged, in the order of the later one's profile."""
    then, now = parts(before), parts(after)
    names = dict.fromkeys((*now, *then))
    return tuple(d for name in names for d in _of_part(name, then.get(name), now.get(name)))


def parts(snapshot: Snapshot) -> dict[str, PartSeen]:
    """Return what was judged by profile and role."""
    return {part.name: part for part in snapshot.parts}


def _of_part(name: str, then: PartSeen | None, now: PartSeen | None) -> Iterator[Difference]:
    old, new = (then.requirements if then else {}), (now.requirements if now else {})
    for requirement in dict.fromkeys((*new, *old)):
        before, after = old.get(requirement), new.get(requirement)
        known = now is None or requirement in now.known
        yield Difference(
            part=name, requirement=requirement, change=change(before, after, known=known), before=before, after=after
        )


def change(before: Told | None, after: Told | None, *, known: bool = True) -> Change:
    """Return how a requirement changed; `known`: the profile still has it. What is not known is never a repair."""
    if after is None:
        return Change.NOT_JUDGED if known else Change.GONE
    if before is None:
        return Change.NEW
    then, now = before.outcome, after.outcome
    if now is Outcome.VIOLATES:
        return Change.STILL_FAILING if then is Outcome.VIOLATES else Change.NEWLY_VIOLATED
    if now in OPEN:
        return Change.STILL_OPEN if then in OPEN else Change.NEWLY_OPEN
    if now is Outcome.NOT_APPLICABLE:
        return Change.NO_LONGER_APPLIES if then in (Outcome.CONFORMS, Outcome.VIOLATES) else Change.SAME
    return Change.FIXED if then is Outcome.VIOLATES or then in OPEN else Change.SAME
