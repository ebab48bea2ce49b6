"""Judges: applies each requirement's rule to the evidence and returns the verdict; the whole idea of the house.

Pure: no network, no clock, no randomness. The same evidence and profile give the same verdict, byte for byte.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.errors import ProfileError
from harness.evidence import Evidence, Exchange, Footer, RunContext, Subject
from harness.profile import NotTested, Profile, Requirement, RuleCall
from harness.reading import Reading
from harness.rules import RULEBOOK, RULES
from harness.rules.base import Watch, World
from harness.summary import summarise
from harness.tally import Tally
from harness.verdict import Because, EffortReached, Finding, Outcome, Verdict


class Duty:
    """One rule at work: its watch, the states of its open keys, and the tally of its signs."""

    def __init__(self, requirement: Requirement, call: RuleCall, world: World) -> None:
        self.requirement = requirement
        self.tally = Tally(requirement)
        self.fault = ""
        self.states: dict[Hashable, Any] = {}
        self.watch: Watch = _open(requirement, call, world)

    def see(self, x: Reading) -> None:
        """Let the rule look at one exchange; an error in a rule is our fault, never the product's (law 3)."""
        if self.fault:
            return
        try:
            key = self.watch.select(x)
            if key is None:
                return
            state, signs = self.watch.step(self.states.get(key), x)
            if state is not None:
                self.states[key] = state
        except Exception as error:  # a rule is our code: whatever it raises is a FAULT of ours, said as such
            self.fault = type(error).__name__
            return
        for sign in signs:
            self.tally.take(sign)

    def close(self) -> None:
        """Conclude every open key, in the order in which the keys appeared."""
        states, self.states = self.states, {}
        for key, state in states.items():
            if self.fault:
                return
            try:
                signs = self.watch.conclude(key, state)
            except Exception as error:  # as above
                self.fault = type(error).__name__
                return
            for sign in signs:
                self.tally.take(sign)


def adjudicate(
    profile: Profile,
    contract: Contract,
    workflows: Mapping[str, Workflow],
    evidence: Evidence,
    subject: Subject,
) -> Verdict:
    """Return the verdict on `subject`, one of `evidence.context.subjects`, judged by `profile` and its contract.

    Raises ProfileError when a requirement names an unknown rule or gives it parameters that do not fit, and EvidenceError
    when reading the evidence shows that it is damaged.
    """
    world = World(
        profile=profile,
        contract=contract,
        workflows=dict(workflows),
        context=evidence.context,
        role=subject.role,
        finished=evidence.footer is not None and evidence.footer.stopped == "finished",
        walks={},
    )
    scope = in_scope(profile, subject)
    duties = {r.id: Duty(r, r.rule, world) for r in scope if isinstance(r.rule, RuleCall)}
    conditions = {r.id: Duty(r, r.applies, world) for r in scope if r.applies is not None}
    run((*duties.values(), *conditions.values()), _readings(evidence, contract, subject))
    findings = tuple(
        _finding(r, duties.get(r.id), conditions.get(r.id), evidence.context, evidence.footer) for r in scope
    )
    return summarise(profile, subject, RULEBOOK, findings, evidence.footer)


def in_scope(profile: Profile, subject: Subject) -> tuple[Requirement, ...]:
    """Return the role's requirements that are judged: of the claimed classes, or named by `only`; and all not tested."""
    chosen = frozenset(subject.only)
    return tuple(
        r
        for r in profile.of_role(subject.role)
        if (r.id in chosen if chosen else r.class_ in subject.classes or isinstance(r.rule, NotTested))
    )


def run(duties: Iterable[Duty], readings: Iterable[Reading]) -> None:
    """Show every exchange to the rules that look at its operation; close partition-wide keys where partitions end."""
    duties = tuple(duties)
    everywhere = tuple(d for d in duties if d.watch.operations is None)
    by_operation: dict[str, tuple[Duty, ...]] = {}
    partition = None
    for x in readings:
        if x.id.partition != partition:
            if partition is not None:
                _close(duties, "partition")
            partition = x.id.partition
        operation = x.operation_id
        interested = by_operation.get(operation)
        if interested is None:
            interested = by_operation[operation] = everywhere + tuple(
                d for d in duties if d.watch.operations is not None and operation in d.watch.operations
            )
        for duty in interested:
            duty.see(x)
    _close(duties, "partition")
    _close(duties, "run")


def _close(duties: Iterable[Duty], scope: str) -> None:
    for duty in duties:
        if duty.watch.scope == scope:
            duty.close()


def _readings(evidence: Evidence, contract: Contract, subject: Subject) -> Iterator[Reading]:
    for observation in evidence.observations:
        if isinstance(observation, Exchange) and _is_of_the_product(observation):
            yield Reading(observation, contract, subject.target)


def _is_of_the_product(exchange: Exchange) -> bool:
    """Leave out what was no part of the product's own surface: token calls, and what only prepared or tidied up."""
    return not exchange.id.partition.startswith(("token:", "preflight", "cleanup"))


def _open(requirement: Requirement, call: RuleCall, world: World) -> Watch:
    where = f"{world.profile.name} {requirement.id}"
    kind = RULES.get(call.rule)
    if kind is None:
        raise ProfileError(
            f"unknown rule {call.rule!r}", where=where, hint=f"The rulebook {RULEBOOK} has: {', '.join(RULES)}."
        )
    try:
        params = msgspec.convert(call.with_, kind.Params)
    except msgspec.ValidationError as error:
        raise ProfileError(f"parameters of {call.rule}: {error}", where=where) from None
    try:
        return kind.watch(params, world)
    except ProfileError as error:
        raise ProfileError(error.message, where=f"{where} {error.where}".strip(), hint=error.hint) from None


def _finding(
    requirement: Requirement, duty: Duty | None, condition: Duty | None, context: RunContext, footer: Footer | None
) -> Finding:
    if isinstance(requirement.rule, NotTested) or duty is None:
        return Finding(
            requirement=requirement.id,
            outcome=Outcome.NOT_TESTED,
            because=Because(code="not-tested"),
            effort=EffortReached(needed=requirement.effort.probes, reached=0),
        )
    fault = duty.fault or (condition.fault if condition else "")
    if fault:
        return Finding(
            requirement=requirement.id,
            outcome=Outcome.FAULT,
            because=Because(code="rule-crashed", params={"error": fault}),
            effort=EffortReached(needed=requirement.effort.probes, reached=0),
        )
    if condition is not None:
        applies = condition.tally.finding(context, footer)
        if applies.outcome is Outcome.VIOLATES:
            return msgspec.structs.replace(
                applies, outcome=Outcome.NOT_APPLICABLE, because=Because(code="condition-false"), violations=()
            )
        if applies.outcome is not Outcome.CONFORMS:
            return msgspec.structs.replace(
                applies, outcome=Outcome.INCONCLUSIVE, because=Because(code="condition-unknown"), violations=()
            )
    return duty.tally.finding(context, footer)
