"""Finds what must be withheld so that nothing is shown of some requirements, and which others cannot be judged then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from harness.adjudicate import run, world_of
from harness.duty import Duty
from harness.errors import DeclarationError
from harness.evidence import Document, Evidence, ExchangeId, Observation
from harness.judgement import Judged, Judgement, judge_evidence
from harness.profile import Requirement, RuleCall
from harness.reading import Reading
from harness.reading.stream import readings
from harness.rules.base import Beside, Sign, Single
from harness.tally import Tally

DISCLOSURE: Final = "disclosure.json"


class Name(msgspec.Struct, frozen=True, order=True):
    """A requirement of one profile and role."""

    profile: str
    role: str
    requirement: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is withheld."""

    ids: frozenset[ExchangeId]
    requirements: tuple[Name, ...]
    """Those that were asked for, and those that cannot be judged again without what is withheld; sorted."""


class _Recorder(Tally):
    """Keeps what every sign of a rule cites, and counts nothing."""

    def __init__(self, requirement: Requirement) -> None:
        super().__init__(requirement, 1)
        self.cited: set[ExchangeId] = set()

    def take(self, sign: Sign, x: Reading | None = None, at: int = 0) -> None:
        """Keep what a sign cites."""
        self.cited.update(sign.cites)


def choose(judgement: Judgement, wanted: tuple[str, ...]) -> Choice:
    """Return what to withhold for requirements and classes. Raises DeclarationError for what is neither.

    Of a rule that looks at single exchanges, those that it looked at; of any other, all of the partitions that they
    stand in. The product's description is never withheld: everything is judged by it.
    """
    known: set[str] = set()
    ids: set[ExchangeId] = set()
    names: set[Name] = set()
    for j in judgement.judged:
        asked = [r for r in j.bundle.profile.of_role(j.verdict.role) if r.id in wanted or r.class_ in wanted]
        known |= {r.id for r in asked} | {r.class_ for r in asked}
        names |= {Name(j.verdict.profile, j.verdict.role, r.id) for r in asked}
        ids |= _looked_at(judgement.evidence, j, asked)
    if strange := [name for name in wanted if name not in known]:
        raise DeclarationError(f"there is no requirement or class {strange[0]!r} in it", where="--withhold")
    documents = {o.id for o in judgement.evidence.observations if isinstance(o, Document)}
    left = frozenset(ids - documents)
    return Choice(ids=left, requirements=tuple(sorted(names | set(_changed(judgement, left)))))


def _looked_at(evidence: Evidence, j: Judged, requirements: Iterable[Requirement]) -> set[ExchangeId]:
    bundle, context = j.bundle, evidence.context
    world = world_of(
        bundle.profile,
        bundle.contract,
        bundle.workflows,
        context,
        j.subject.role,
        evidence.footer,
        bundle.description,
        j.subject.target,
    )
    duties = [Duty(r, r.rule, world) for r in requirements if isinstance(r.rule, RuleCall)]
    recorders = [_Recorder(duty.requirement) for duty in duties]
    for duty, recorder in zip(duties, recorders, strict=True):
        duty.tally = recorder
    beside = [duty for duty in duties if isinstance(duty.watch, Beside)]
    run(duties, readings(evidence.observations, bundle.contract, j.subject, lambda o: _aside(beside, o)), world)
    for duty in beside:
        duty.finish()
    pairs = list(zip(duties, recorders, strict=True))
    single = {i for duty, recorder in pairs if isinstance(duty.watch, Single) for i in recorder.cited}
    whole = {i.partition for duty, recorder in pairs if not isinstance(duty.watch, Single) for i in recorder.cited}
    return single | {o.id for o in evidence.observations if o.id.partition in whole}


def _aside(duties: Iterable[Duty], one: Observation) -> None:
    for duty in duties:
        duty.aside(one)


def _changed(judgement: Judgement, ids: frozenset[ExchangeId]) -> Iterable[Name]:
    """Yield the requirements that come out otherwise when the rest is judged."""
    evidence = judgement.evidence
    left = Evidence(context=evidence.context, observations=_Left(evidence, ids), footer=evidence.footer)
    again = judge_evidence(left, judgement.path)
    for j, other in zip(judgement.judged, again.judged, strict=True):
        findings = {f.requirement: f for f in other.verdict.findings}
        for finding in j.verdict.findings:
            if findings.get(finding.requirement) != finding:
                yield Name(j.verdict.profile, j.verdict.role, finding.requirement)


class _Left:
    """The observations that are left; each walk goes through the evidence anew."""

    def __init__(self, evidence: Evidence, ids: frozenset[ExchangeId]) -> None:
        self._evidence = evidence
        self._ids = ids

    def __iter__(self) -> Iterator[Observation]:
        return (o for o in self._evidence.observations if o.id not in self._ids)
