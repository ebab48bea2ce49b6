"""Judges: applies each requirement's rule to the evidence and returns the verdict; the whole idea of the house.

Pure: no network, no clock, no randomness. The same evidence and profile give the same verdict, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.description import Description
from harness.errors import ProfileError
from harness.evidence import HUNG_UP, Answer, Evidence, Exchange, Footer, Handshake, Observation, RunContext, Subject
from harness.fit import nearest
from harness.grouping import Node, explained, grouped
from harness.profile import Effort, NotTested, Profile, Requirement, RuleCall
from harness.reading import Reading
from harness.reading.entry import Entry, is_page_instead
from harness.reading.parties import as_seen_by
from harness.reading.stream import foreign, readings
from harness.repeats import SentTimes
from harness.rules import RULEBOOK, RULES
from harness.rules.base import (
    Beside,
    Broke,
    OfDescription,
    Passed,
    Sign,
    Single,
    Unsure,
    Watch,
    World,
    aside,
    unsure,
)
from harness.rules.kinds import ORDER
from harness.rules.routes import Routes
from harness.summary import summarise
from harness.tally import Tally, in_between
from harness.variety import Variety
from harness.verdict import Because, EffortReached, Finding, Outcome, Verdict


class Duty:
    """One rule at work: its watch, the states of its open keys, and the tally of its signs."""

    def __init__(self, requirement: Requirement, call: RuleCall, world: World, *, interposed: bool = False) -> None:
        """`interposed`: the run was stopped because something in between answered in the product's place."""
        self.requirement = requirement
        self.watch: Watch = open_watch(requirement, call, world)
        alone = isinstance(self.watch, Single) or hasattr(self.watch, "steers")
        self.tally = Tally(requirement, self.watch.least, "request" if alone else "case")
        self.sent = SentTimes()
        self.variety = Variety(requirement, world.contract) if requirement.effort.cases else None
        self.fault = ""
        self.states: dict[Hashable, Any] = {}
        self._look = self.watch.look if isinstance(self.watch, Single) else None
        self._interposed = interposed

    def open(self) -> None:
        """Let a rule that judges the description itself say what it found, before the first exchange."""
        if isinstance(self.watch, OfDescription):
            self._told(self.watch.opening)

    def aside(self, one: Observation) -> None:
        """Show what is not the product's surface to a rule that looks beside it."""
        watch = self.watch
        if isinstance(watch, Beside):
            self._told(lambda: watch.aside(one), _sent_at(one))

    def finish(self) -> None:
        """Let a rule that looks beside the surface say what is left."""
        if isinstance(self.watch, Beside):
            self._told(self.watch.closing)

    def _told(self, ask: Callable[[], Iterable[Sign]], at: int = 0) -> None:
        if self.fault:
            return
        try:
            signs = tuple(ask())
        except Exception as error:  # as below
            self.fault = type(error).__name__
            return
        for sign in signs:
            self.tally.take(sign, at=at)

    def see(self, x: Reading) -> None:
        """Let the rule look at one exchange; an error in a rule is our fault, never the product's (law 3)."""
        if self.fault:
            return
        try:
            if self._look is not None:  # the short way: nearly every rule at nearly every exchange
                sign = self._look(x)
                if sign is not None:
                    self._take(sign, x)
                return
            key = self.watch.select(x)
            if key is None:
                return
            state, signs = self.watch.step(self.states.get(key), x)
        except Exception as error:  # a rule is our code: whatever it raises is a FAULT of ours, said as such
            self.fault = type(error).__name__
            return
        if state is not None:
            self.states[key] = state
        for sign in signs:
            self._take(sign, x)

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
                self.tally.take(sign, at=self._at(sign))

    def _take(self, sign: Sign, x: Reading) -> None:
        if self._interposed and isinstance(sign, Broke) and foreign(x):
            sign = in_between(sign)
        if isinstance(sign, Passed) and is_page_instead(x) and x.id in sign.cites:
            sign = aside(unsure(x, "page-instead", status=x.status))
        if self.variety is not None and not isinstance(sign, Unsure):
            self.variety.see(x)
        self.tally.take(sign, x, self._at(sign) or x.sent_at if _is_dated(sign) else 0)

    def _at(self, sign: Sign) -> int:
        """Return when what decides was sent, microseconds since 1970; 0 where it is of another partition."""
        ids = sign.cites[:1] if isinstance(sign, Broke) else sign.cites
        return max(map(self.sent.of, ids), default=0)


def _is_dated(sign: Sign) -> bool:
    """Tell whether it matters when a case was: what broke, and what passed by being turned away."""
    return isinstance(sign, Broke) or (isinstance(sign, Passed) and sign.turned_away)


def _sent_at(one: Observation) -> int:
    """Return when an observation was made, microseconds since 1970, UTC; 0 for a document."""
    if isinstance(one, Exchange):
        return one.times.anchor + one.times.sent
    return one.at if isinstance(one, Handshake | Answer) else 0


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


def open_watch(requirement: Requirement, call: RuleCall, world: World) -> Watch:
    """Put a rule to work. Raises ProfileError, whose place ends in the requirement's id."""
    where = f"{world.profile.name} {requirement.id}"
    kind = RULES.get(call.rule)
    if kind is None:
        hint = nearest(call.rule, RULES) or f"The rulebook {RULEBOOK} has: {', '.join(RULES)}."
        raise ProfileError(f"unknown rule {call.rule!r}", where=where, hint=hint)
    try:
        params = msgspec.convert(call.with_, kind.Params)
    except msgspec.ValidationError as error:
        raise ProfileError(f"parameters of {call.rule}: {error}", where=where) from None
    _check_operations(params, world, where)
    try:
        return kind.watch(params, world)
    except ProfileError as error:
        raise ProfileError(error.message, where=where, hint=error.hint) from None


def _check_operations(params: Any, world: World, where: str) -> None:
    """A rule that looks at an operation nobody has would look at nothing, and nobody would notice."""
    for name in ("operations", "write", "read", "append", "list", "create", "created"):
        named = getattr(params, name, ())
        for operation in (named,) if isinstance(named, str) else named:
            if operation and world.contract.operation(operation) is None:
                raise ProfileError(f"{name} names {operation!r}, which the API description does not have", where=where)


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
