"""Judges: applies each requirement's rule to the evidence and returns the verdict; the whole idea of the house.

Pure: no network, no clock, no randomness. The same evidence and profile give the same verdict, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.description import Description
from harness.duty import Duty
from harness.evidence import HUNG_UP, Evidence, Footer, Observation, RunContext, Subject
from harness.grouping import Node, explained, grouped
from harness.profile import Effort, NotTested, Profile, Requirement, RuleCall
from harness.reading import Reading
from harness.reading.entry import Entry
from harness.reading.parties import as_seen_by
from harness.reading.stream import readings
from harness.repeats import SentTimes
from harness.rules import RULEBOOK
from harness.rules.base import Beside, World
from harness.rules.kinds import ORDER
from harness.rules.routes import Routes
from harness.summary import summarise
from harness.verdict import Because, EffortReached, Finding, Outcome, Verdict


def adjudicate(
    profile: Profile,
    contract: Contract,
    workflows: Mapping[str, Workflow],
    evidence: Evidence,
    subject: Subject,
    description: Description | None = None,
) -> Verdict:
    """Return the verdict on `subject`, one of `evidence.context.subjects`, judged by `profile` and its contract.

    `description` is the product's own, where the evidence brings one. Raises ProfileError when a requirement names an
    unknown rule or gives it parameters that do not fit, and EvidenceError when reading shows that evidence is damaged.
    """
    context, footer = evidence.context, evidence.footer
    world = world_of(profile, contract, workflows, context, subject.role, footer, description, subject.target)
    interposed = footer is not None and footer.stopped.startswith("breaker: something in between")
    scope = in_scope(profile, subject)
    duties = {r.id: Duty(r, r.rule, world, interposed=interposed) for r in scope if isinstance(r.rule, RuleCall)}
    conditions = {r.id: _condition(r, r.applies, world, interposed) for r in scope if r.applies is not None}
    every = (*duties.values(), *conditions.values())
    beside = tuple(duty for duty in every if isinstance(duty.watch, Beside))

    def aside(one: Observation) -> None:
        for duty in beside:
            duty.aside(one)

    run(every, readings(as_seen_by(subject, evidence.observations), contract, subject, aside), world)
    for duty in beside:
        duty.finish()
    common = grouped((node for duty in duties.values() for node in duty.tally.nodes()), ORDER)
    findings = explained(
        _finding(r, duties.get(r.id), conditions.get(r.id), context, footer, common, world.entry) for r in scope
    )
    return summarise(profile, subject, RULEBOOK, findings, footer)


def _condition(requirement: Requirement, call: RuleCall, world: World, interposed: bool) -> Duty:
    """Put the condition of a requirement to work: one case tells, and it needs nothing that the requirement needs."""
    alone = msgspec.structs.replace(requirement, effort=Effort(), needs=())
    return Duty(alone, call, world, interposed=interposed)


def world_of(
    profile: Profile,
    contract: Contract,
    workflows: Mapping[str, Workflow],
    context: RunContext,
    role: str,
    footer: Footer | None,
    description: Description | None = None,
    target: str = "",
) -> World:
    """Return what rules may know besides the exchanges."""
    return World(
        profile=profile,
        contract=contract,
        workflows=dict(workflows),
        context=context,
        role=role,
        target=target,
        finished=_waited(footer),
        ended=footer.ended if footer is not None else 0,
        description=description,
        walks={},
    )


def _waited(footer: Footer | None) -> bool:
    """Tell whether what did not come was waited for."""
    return footer is not None and footer.stopped == "finished" and HUNG_UP not in footer.untried.values()


def in_scope(profile: Profile, subject: Subject) -> tuple[Requirement, ...]:
    """Return the requirements that are judged: of the claimed classes, or named by `only`; and all not tested."""
    chosen = frozenset(subject.only)
    return tuple(
        r
        for r in profile.of_role(subject.role)
        if (r.id in chosen if chosen else r.class_ in subject.classes or isinstance(r.rule, NotTested))
    )


def run(duties: Iterable[Duty], stream: Iterable[Reading], world: World) -> None:
    """Show every exchange to the rules that look at its operation; close partition-wide keys where partitions end."""
    duties = tuple(duties)
    routes = Routes(duties)
    sent = SentTimes()
    for duty in duties:
        duty.sent = sent
        duty.open()
    partition = None
    for x in stream:
        if x.id.partition != partition:
            if partition is not None:
                _close(duties, "partition")
            partition = x.id.partition
            world.seen.enter()
            for walks in world.walks.values():
                walks.forget()
        sent.note(x)
        world.entry.see(x)
        for duty in routes.of(x):
            duty.see(x)
        if world.walks:
            world.seen.add(x)
    _close(duties, "partition")
    _close(duties, "run")


def _close(duties: Iterable[Duty], scope: str) -> None:
    for duty in duties:
        if duty.states and duty.watch.scope == scope:
            duty.close()


def _finding(
    requirement: Requirement,
    duty: Duty | None,
    condition: Duty | None,
    context: RunContext,
    footer: Footer | None,
    common: Mapping[Node, str],
    entry: Entry,
) -> Finding:
    nothing = EffortReached(needed=requirement.effort.probes, reached=0)
    if isinstance(requirement.rule, NotTested) or duty is None:
        because = Because(code="not-tested")
        return Finding(requirement=requirement.id, outcome=Outcome.NOT_TESTED, because=because, effort=nothing)
    fault = duty.fault or (condition.fault if condition else "")
    if fault:
        because = Because(code="rule-crashed", params={"error": fault})
        return Finding(requirement=requirement.id, outcome=Outcome.FAULT, because=because, effort=nothing)
    if condition is not None:
        applies = condition.tally.finding(context, footer, entry=entry)
        if applies.outcome is not Outcome.CONFORMS:
            return _not_applicable(requirement, applies, nothing)
    found = duty.tally.finding(context, footer, duty.variety, common, entry)
    attested = isinstance(duty.watch, Beside) and duty.watch.attested
    return msgspec.structs.replace(found, shown_by="attested") if attested else found


def _not_applicable(requirement: Requirement, applies: Finding, nothing: EffortReached) -> Finding:
    """Say that the condition is false, by what shows it (law 2), or that it could not be told."""
    false = applies.outcome is Outcome.VIOLATES
    why = {"shown": applies.because.code, **applies.because.params}
    return Finding(
        requirement=requirement.id,
        outcome=Outcome.NOT_APPLICABLE if false else Outcome.INCONCLUSIVE,
        because=Because(code="condition-false" if false else "condition-unknown", params=why),
        effort=nothing,
        cites=applies.violations[0].cites if false else applies.cites,
    )
