"""Remarks on requirements: what a policy makes of each change, of flakes, and of known deviations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from harness.declaration import Gate
from harness.evidence import Deviation
from harness.gate.compare import OPEN, Change, Difference, differences, parts
from harness.gate.remark import Remark, Weight
from harness.gate.snapshot import PartSeen, Snapshot, Told
from harness.profile import Level
from harness.verdict import Outcome

LEFT: Final = (Change.NEW, Change.STILL_OPEN)
"""How what the profile does not test, and what decides nothing, is run after run: not worth a word."""


def of_requirements(
    after: Snapshot, before: Snapshot | None, policy: Gate, today: str, flakes: frozenset[tuple[str, str]]
) -> Iterator[Remark]:
    """Yield a remark for each requirement that changed or is not met, but for flakes."""
    accepted = {d.requirement: d for d in after.deviations if d.expires >= today}
    nothing = msgspec.structs.replace(after, parts=())
    for one in differences(before or nothing, after):
        if (one.part, one.requirement) not in flakes:
            yield from _of_requirement(one, policy, accepted.get(one.requirement), first=before is None)


def _of_requirement(one: Difference, policy: Gate, accepted: Deviation | None, *, first: bool) -> Iterator[Remark]:
    told = one.told
    params = {"change": one.change.value, "level": told.level.value, "failed": told.failed, "cases": told.cases}
    code, weight = one.change.name.lower().replace("_", "-"), Weight.SAY
    # What was not judged now weighs nothing here: that the run was limited, or a class given up, is said once.
    if one.after is not None and told.outcome is Outcome.VIOLATES:
        code = "violated" if one.change is Change.NEW and first else code
        weight = Weight.STOP if _stops(one, policy) else Weight.SAY
        if accepted is not None:
            code, weight = "accepted", Weight.SAY
            params |= {"owner": accepted.owner, "reason": accepted.reason, "expires": accepted.expires}
    elif one.after is not None and told.outcome is Outcome.NOT_TESTED and not told.decides and one.change in LEFT:
        return
    elif one.after is not None and told.outcome in OPEN:
        code = "fault" if told.outcome is Outcome.FAULT else "open" if one.change is Change.NEW and first else code
        weight = _open(one, policy, first=first)
    elif one.after is not None and one.change in (Change.SAME, Change.NEW):
        return
    elif one.change is Change.NO_LONGER_APPLIES and told.decides:
        weight = Weight.STOP if policy.lost_coverage == "stop" else Weight.SAY
    yield Remark(weight=weight, code=code, part=one.part, subject=one.requirement, params=params)


def _counts(one: Difference, policy: Gate) -> bool:
    """Tell whether the policy looks at the requirement at all."""
    told = one.told
    if policy.fail_on == "must":
        return told.decides
    # A SHOULD of a class that is not claimed is not judged; of what is judged, MAY alone is left out.
    return told.decides or told.level is Level.SHOULD


def _stops(one: Difference, policy: Gate) -> bool:
    if policy.fail_on == "regressions" and one.change is not Change.NEWLY_VIOLATED:
        return False
    return _counts(one, policy)


def _open(one: Difference, policy: Gate, *, first: bool) -> Weight:
    if not _counts(one, policy):
        return Weight.SAY
    if one.told.outcome is Outcome.FAULT:
        return Weight.OURS
    if policy.fail_on == "regressions" and (first or one.change is not Change.NEWLY_OPEN):
        return Weight.SAY
    return Weight.UNSAID


def flakes_of(after: Snapshot, rerun: Snapshot | None) -> frozenset[tuple[str, str]]:
    """Return part and id of what failed or could not be told, and was met when it was repeated."""
    if rerun is None:
        return frozenset()
    again = parts(rerun)
    return frozenset(
        (part.name, name)
        for part in after.parts
        if part.name in again
        for name, told in part.requirements.items()
        if told.outcome in (Outcome.VIOLATES, Outcome.INCONCLUSIVE)
        if name in again[part.name].requirements
        if again[part.name].requirements[name].outcome is Outcome.CONFORMS
    )


def settled(after: Snapshot, rerun: Snapshot | None) -> Snapshot:
    """Return what a baseline keeps of an accepted run: a flake as it was when it was repeated.

    Kept as it failed, it could fail for good ever after and be no regression.
    """
    flakes = flakes_of(after, rerun)
    if rerun is None or not flakes:
        return after
    again = parts(rerun)

    def told(part: PartSeen) -> dict[str, Told]:
        met = {name: again[part.name].requirements[name] for name in part.requirements if (part.name, name) in flakes}
        return part.requirements | met

    return msgspec.structs.replace(
        after, parts=tuple(msgspec.structs.replace(part, requirements=told(part)) for part in after.parts)
    )


def of_flakes(after: Snapshot, flakes: frozenset[tuple[str, str]], policy: Gate) -> Iterator[Remark]:
    """Yield a remark for each flake; they stop when they are more than the policy allows."""
    judged = sum(len(part.requirements) for part in after.parts)
    share = round(100 * len(flakes) / judged, 1) if judged else 0.0
    for part, name in sorted(flakes):
        told = parts(after)[part].requirements[name]
        stops = share > policy.flakes_above and told.decides
        params = {"share": share, "allowed": policy.flakes_above, "failed": told.failed, "cases": told.cases}
        weight = Weight.STOP if stops else Weight.SAY
        yield Remark(weight=weight, code="flake", part=part, subject=name, params=params)


def of_deviations(after: Snapshot, policy: Gate, today: str) -> Iterator[Remark]:
    """Yield a remark for each known deviation that is no longer needed, has expired, or is of nothing."""
    for deviation in after.deviations:
        where = next((p for p in after.parts if deviation.requirement in p.requirements), None)
        if where is None:
            yield Remark(weight=Weight.SAY, code="deviation-unknown", subject=deviation.requirement)
            continue
        outcome = where.requirements[deviation.requirement].outcome
        params = {"owner": deviation.owner, "expires": deviation.expires}
        if outcome in (Outcome.CONFORMS, Outcome.NOT_APPLICABLE):
            weight = Weight.STOP if policy.stale_deviations == "stop" else Weight.SAY
            yield Remark(
                weight=weight, code="deviation-stale", part=where.name, subject=deviation.requirement, params=params
            )
        elif deviation.expires < today and outcome is Outcome.VIOLATES:
            counts = where.requirements[deviation.requirement].decides or policy.fail_on != "must"
            weight = Weight.STOP if counts else Weight.SAY
            yield Remark(
                weight=weight, code="deviation-expired", part=where.name, subject=deviation.requirement, params=params
            )
