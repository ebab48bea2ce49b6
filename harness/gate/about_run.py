"""Remarks on a run as a whole: whether it came to its end, and what is different besides the product's answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.declaration import Gate
from harness.gate.compare import OPEN, parts
from harness.gate.remark import Remark, Weight
from harness.gate.snapshot import PartSeen, Snapshot
from harness.verdict import Decision, Outcome


def of_the_run(after: Snapshot, before: Snapshot | None, policy: Gate) -> Iterator[Remark]:
    """Yield what keeps the run from saying anything, and whether it is the first."""
    if after.stopped.startswith("fault"):
        yield Remark(weight=Weight.OURS, code="fault-on-the-way", params={"why": after.stopped})
    elif after.stopped != "finished":
        yield Remark(weight=Weight.UNSAID, code="not-finished", params={"why": after.stopped})
    if not after.parts:
        yield Remark(weight=Weight.UNSAID, code="nothing-shown")
    for part in after.parts:
        yield from _of_part(part)
    if before is None:
        code = "first-run-as-it-is" if policy.fail_on == "regressions" else "first-run"
        yield Remark(weight=Weight.SAY, code=code)


def _of_part(part: PartSeen) -> Iterator[Remark]:
    told = part.requirements.values()
    if part.limited:
        yield Remark(weight=Weight.UNSAID, code="limited", part=part.name)
    if not any(one.outcome in (Outcome.CONFORMS, Outcome.VIOLATES) for one in told):
        yield Remark(weight=Weight.UNSAID, code="nothing-shown", part=part.name)
    elif part.verdict is Decision.INCONCLUSIVE and not any(one.decides and one.outcome in OPEN for one in told):
        # No requirement tells why: a class that is claimed and was not shown, or no end of the run.
        yield Remark(weight=Weight.UNSAID, code="verdict-open", part=part.name)


def of_changes(after: Snapshot, before: Snapshot | None) -> Iterator[Remark]:
    """Yield what else is different besides the product's answers."""
    if before is None:
        return
    if _older(after.product.version, before.product.version):
        versions = {"version": after.product.version, "then": before.product.version}
        yield Remark(weight=Weight.UNSAID, code="product-older", params=versions)
    then = parts(before)
    for part in after.parts:
        old = then.get(part.name)
        if old is None:
            yield Remark(weight=Weight.SAY, code="profile-new", part=part.name)
        else:
            yield from _of_profile(part, old)


def _of_profile(part: PartSeen, old: PartSeen) -> Iterator[Remark]:
    if part.profile != old.profile:
        params = {"profile": part.profile, "then": old.profile}
        yield Remark(weight=Weight.SAY, code="profile-version", part=part.name, params=params)
    elif part.profile_digest != old.profile_digest:
        yield Remark(weight=Weight.SAY, code="profile-changed", part=part.name, params={"profile": part.profile})
    elif part.contract_digest != old.contract_digest:
        yield Remark(weight=Weight.SAY, code="contract-changed", part=part.name)
    if part.rulebook != old.rulebook:
        params = {"rulebook": part.rulebook, "then": old.rulebook}
        yield Remark(weight=Weight.SAY, code="rulebook-changed", part=part.name, params=params)


def _older(version: str, then: str) -> bool:
    """Tell whether a version of numbers comes before another; other versions are not ordered."""
    ours, theirs = _numbers(version), _numbers(then)
    return ours is not None and theirs is not None and ours < theirs


def _numbers(version: str) -> tuple[int, ...] | None:
    """Return the numbers of `v1.2.3` without trailing zeros, or None where there is anything else in it."""
    found = re.fullmatch(r"v?([0-9]{1,9}(?:\.[0-9]{1,9}){0,7})", version)
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
