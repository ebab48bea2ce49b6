"""Decides by a policy whether a release may go: outside evidence and verdict, and changing neither."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import msgspec

from harness.declaration import Gate
from harness.errors import BaselineError
from harness.gate.about_coverage import of_coverage
from harness.gate.about_requirements import flakes_of, of_deviations, of_flakes, of_requirements
from harness.gate.about_run import of_changes, of_the_run
from harness.gate.compare import parts
from harness.gate.remark import Remark, Weight
from harness.gate.snapshot import Snapshot


class Decision(StrEnum):
    """Whether a release may go."""

    GO = "may go"
    STOPPED = "stopped"
    UNSAID = "cannot be said"
    OURS = "a fault of ours"


EXIT: Final = {Decision.GO: 0, Decision.STOPPED: 1, Decision.UNSAID: 2, Decision.OURS: 4}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a run may be released, and why."""

    decision: Decision
    remarks: tuple[Remark, ...]
    run: str
    baseline: str
    """Name of the run that it was compared with; empty for the first."""
    verdicts: dict[str, str]
    """By profile and role, as the judge has them."""

    @property
    def exit_code(self) -> int:
        """Return 0 may go, 1 stopped, 2 cannot be said, 4 a fault of ours."""
        return EXIT[self.decision]


def stand(
    after: Snapshot, before: Snapshot | None, policy: Gate, today: str, rerun: Snapshot | None = None
) -> Standing:
    """Return the standing of a run against the last accepted one, by a policy, on a day (YYYY-MM-DD).

    `before` is None for the very first run. `rerun` is a repetition of this run, whole or in part: what failed and
    passes when it is repeated is a flake. Raises BaselineError where the runs are not of one product and profile.
    """
    _same_product(before, after)
    same_build(after, rerun)
    flakes = flakes_of(after, rerun)
    remarks = [
        *of_the_run(after, before, policy),
        *of_changes(after, before),
        *of_requirements(after, before, policy, today, flakes),
        *of_flakes(after, flakes, policy),
        *of_deviations(after, policy, today),
        *(of_coverage(before, after, policy) if before is not None else ()),
    ]
    return Standing(
        decision=_decision(remarks),
        remarks=tuple(sorted(remarks, key=lambda r: list(Weight).index(r.weight))),
        run=after.run,
        baseline=before.run if before is not None else "",
        verdicts={part.name: part.verdict.value for part in after.parts},
    )


def _decision(remarks: Iterable[Remark]) -> Decision:
    weights = {remark.weight for remark in remarks}
    if any(remark.code == "fault-on-the-way" for remark in remarks):
        return Decision.OURS
    for weight, decision in ((Weight.STOP, Decision.STOPPED), (Weight.OURS, Decision.OURS)):
        if weight in weights:
            return decision
    return Decision.UNSAID if Weight.UNSAID in weights else Decision.GO


def _same_product(before: Snapshot | None, after: Snapshot) -> None:
    if before is None:
        return
    ours, theirs = after.product, before.product
    if (ours.name, ours.supplier) != (theirs.name, theirs.supplier):
        told = f"the baseline is of {theirs.name} by {theirs.supplier}, and this run of {ours.name} by {ours.supplier}"
        raise BaselineError(told, where=before.run, hint="Give the baseline of this product.")
    if before.parts and after.parts and not parts(before).keys() & parts(after).keys():
        told = f"the baseline is of {', '.join(parts(before))}, and this run of {', '.join(parts(after))}"
        raise BaselineError(told, where=before.run, hint="Give the baseline of this profile and role.")


def same_build(after: Snapshot, rerun: Snapshot | None) -> None:
    if rerun is None:
        return
    ours, theirs = ({p.name: p.profile_digest for p in s.parts} for s in (after, rerun))
    if rerun.product != after.product or rerun.target != after.target or ours != theirs:
        told = f"run {rerun.run} repeats no run of this product, version, target and profile"
        raise BaselineError(told, where="--rerun", hint="Repeat what failed by `hallmark run --last-failed`.")
    if rerun.started < after.started:
        told = f"run {rerun.run} began before the run that it is to repeat"
        raise BaselineError(told, where="--rerun", hint="Repeat what failed by `hallmark run --last-failed`.")
