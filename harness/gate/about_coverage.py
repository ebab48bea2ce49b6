"""Remarks on coverage and pace: what a policy makes of what is no longer exercised, and of what is slower."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.declaration import Gate
from harness.gate.coverage import LOST, Loss, NotCompared, Pace, lost, pace
from harness.gate.remark import Remark, Weight
from harness.gate.snapshot import PartSeen, Snapshot

DELIBERATE: Final = (Loss.UNCLAIMED, Loss.PART, Loss.REMOVED)
"""What the supplier took away; no run has to end to show it."""


def of_coverage(before: Snapshot, after: Snapshot, policy: Gate) -> Iterator[Remark]:
    """Yield a remark for each class or operation that is no longer exercised, and for each class that is slower."""
    # What a run did not reach that was cut off, was limited or shows nothing at all is not lost: it is unknown.
    whole = after.stopped == "finished" and not any(part.limited or not _shows(part) for part in after.parts)
    stop = Weight.STOP if policy.lost_coverage == "stop" else Weight.SAY
    for one in lost(before, after):
        deliberate = one.loss in DELIBERATE and bool(after.parts)
        weight = (
            Weight.SAY if one.loss not in LOST else stop if deliberate or (whole and after.parts) else Weight.UNSAID
        )
        params = {"other": one.other} if one.other else {}
        yield Remark(weight=weight, code=one.loss.value, part=one.part, subject=one.name, params=params)
    yield from _of_pace(before, after, policy)


def _shows(part: PartSeen) -> bool:
    return any(seen.shown for seen in part.classes.values())


def _of_pace(before: Snapshot, after: Snapshot, policy: Gate) -> Iterator[Remark]:
    for one in pace(before, after):
        if isinstance(one, NotCompared):
            yield Remark(weight=Weight.SAY, code=f"pace-{one.why}", part=one.part, subject=one.class_)
        elif one.low > 1 or one.high < 1:
            stops = policy.slower_above is not None and one.low > policy.slower_above
            yield _paced(one, Weight.STOP if stops else Weight.SAY)


def _paced(one: Pace, weight: Weight) -> Remark:
    params = {"ratio": one.ratio, "low": one.low, "high": one.high}
    code = "slower" if one.low > 1 else "faster"
    return Remark(weight=weight, code=code, part=one.part, subject=one.class_, params=params)
