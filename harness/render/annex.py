"""Says what a run shows of what buyers' schemes ask, line by line, and never that a tier or level is reached."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from harness.procurement import Asked
from harness.profile import Level
from harness.render.report import Part
from harness.verdict import Outcome


class Shown(StrEnum):
    """How far the requirements that carry a line are met."""

    MET = "met"
    """All that bind are met, or do not apply; at least one is met."""
    PARTLY = "partly"
    """Nothing that binds is violated, and something that binds could not be shown."""
    NOT_MET = "not_met"
    NOT_SHOWN = "not_shown"
    """None of them was shown to be met."""
    OUTSIDE = "outside"
    """No requirement carries it."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the annex."""

    asked: Asked
    shown: Shown
    met: int
    of: int
    """Requirements that carry it, recommendations among them, but for those that do not apply."""
    missing: tuple[str, ...]
    """Those of them that are not met or were not shown."""


def annex(part: Part) -> tuple[Entry, ...]:
    """Return the annex of one profile and role, in the order of the schemes."""
    return tuple(_entry(one, part) for one in part.asked)


def _entry(one: Asked, part: Part) -> Entry:
    found = {f.requirement: f.outcome for f in part.verdict.findings}
    carrying = {name: found.get(name, Outcome.NOT_TESTED) for name in one.bound.requirements}
    counted = {name: o for name, o in carrying.items() if o is not Outcome.NOT_APPLICABLE}
    missing = tuple(name for name, outcome in counted.items() if outcome is not Outcome.CONFORMS)
    return Entry(
        asked=one,
        shown=_shown(counted, part) if carrying else Shown.OUTSIDE,
        met=len(counted) - len(missing),
        of=len(counted),
        missing=missing,
    )


def _shown(counted: Mapping[str, Outcome], part: Part) -> Shown:
    binding = {outcome for name, outcome in counted.items() if _binds(name, part)}
    if Outcome.VIOLATES in binding:
        return Shown.NOT_MET
    if Outcome.CONFORMS not in counted.values():
        return Shown.NOT_SHOWN
    return Shown.MET if binding == {Outcome.CONFORMS} else Shown.PARTLY


def _binds(name: str, part: Part) -> bool:
    requirement = part.profile.requirement(name)
    return requirement is not None and requirement.level is Level.MUST
