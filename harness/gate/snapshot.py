"""Shapes what a gate keeps and compares of a run: outcomes by requirement, what was exercised, and how soon."""

from __future__ import annotations

import msgspec

from harness.evidence import Deviation, Product
from harness.gate.exercised import Exercised, Timing, exercised, timing
from harness.judgement import Judged, Judgement
from harness.profile import Level
from harness.touching import by_class
from harness.verdict import Decision, Finding, Outcome


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one requirement."""

    outcome: Outcome
    level: Level
    class_: str
    decides: bool
    """Whether the verdict rests on it: a MUST of a claimed class."""
    code: str
    causes: tuple[str, ...] = ()
    failed: int = 0
    cases: int = 0
    """Passed and failed together."""


class ClassSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One conformance class."""

    claimed: bool
    verdict: Decision
    shown: int
    """Requirements of it that were met or not met."""
    timing: Timing | None = None
    spoilt: int = 0
    """Measurements that our own machine spoilt."""


class OperationSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the contract."""

    path: str
    answered: int


class PartSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One profile and role."""

    profile: str
    """`id@version`."""
    role: str
    profile_digest: str
    contract_digest: str
    rulebook: str
    verdict: Decision
    limited: bool
    known: tuple[str, ...]
    """Every requirement that the profile has for the role."""
    requirements: dict[str, Told]
    """Those that were judged."""
    classes: dict[str, ClassSeen]
    operations: dict[str, OperationSeen]

    @property
    def name(self) -> str:
        """Return profile and role without the version: what is compared with what."""
        return f"{self.profile.partition('@')[0]}/{self.role}"


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """One run, as small as a comparison needs it."""

    run: str
    started: int
    """Microseconds since 1970, UTC."""
    product: Product
    harness: str
    machine: str
    """Where it was gathered; only times of one machine are compared."""
    target: str
    round_trip: int
    """The network's share of each answer, microseconds."""
    stopped: str
    """As the footer has it, or `no footer`."""
    evidence: str
    """Digest of the evidence; empty where it was never sealed."""
    parts: tuple[PartSeen, ...]
    deviations: tuple[Deviation, ...] = ()


def snapshot(judgement: Judgement, evidence: str = "") -> Snapshot:
    """Return what a gate needs of a judged run; `evidence` is its digest."""
    context, footer = judgement.evidence.context, judgement.evidence.footer
    return Snapshot(
        run=context.run,
        round_trip=context.environment.round_trip,
        started=context.started,
        product=context.product,
        harness=context.harness,
        machine=context.environment.platform,
        target=context.subjects[0].target if context.subjects else "",
        stopped=footer.stopped if footer is not None else "no footer",
        evidence=evidence,
        parts=tuple(_part(j, judgement) for j in judgement.judged),
        deviations=context.deviations,
    )


def _part(j: Judged, judgement: Judgement) -> PartSeen:
    profile, verdict = j.bundle.profile, j.verdict
    seen = exercised(judgement.evidence.observations, j.bundle.contract, j.subject)
    return PartSeen(
        profile=verdict.profile,
        role=verdict.role,
        profile_digest=verdict.profile_digest,
        contract_digest=verdict.contract_digest,
        rulebook=verdict.rulebook,
        verdict=verdict.verdict,
        limited=bool(verdict.limited_to),
        known=tuple(r.id for r in profile.of_role(verdict.role)),
        requirements={f.requirement: _told(f, j) for f in verdict.findings},
        classes=_classes(j, seen),
        operations={name: OperationSeen(path=o.path, answered=o.answered) for name, o in seen.items()},
    )


def _told(finding: Finding, j: Judged) -> Told:
    requirement = j.bundle.profile.requirement(finding.requirement)
    assert requirement is not None
    return Told(
        outcome=finding.outcome,
        level=requirement.level,
        class_=requirement.class_,
        decides=requirement.level is Level.MUST and requirement.class_ in j.subject.classes,
        code=finding.because.code,
        causes=tuple(dict.fromkeys(v.cause for v in finding.violations)),
        failed=finding.failed,
        cases=finding.passed + finding.failed,
    )


def _classes(j: Judged, seen: dict[str, Exercised]) -> dict[str, ClassSeen]:
    operations = by_class(j.bundle.profile, j.verdict.role, j.bundle.workflows, j.bundle.contract)
    found = {}
    for result in j.verdict.classes:
        mine = [seen[name] for name in operations.get(result.id, ()) if name in seen]
        found[result.id] = ClassSeen(
            claimed=result.claimed,
            verdict=result.verdict,
            shown=sum(counts[o] for counts in (result.must, result.should) for o in ("conforms", "violates")),
            timing=timing(mine),
            spoilt=sum(one.spoilt for one in mine),
        )
    return found
