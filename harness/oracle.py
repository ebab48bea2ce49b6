"""Makes the functions that steer gathering: which rules one exchange, or those of a partition, break by themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from harness.adjudicate import in_scope
from harness.arazzo import Workflow
from harness.contract import Contract
from harness.duty import Duty
from harness.evidence import Exchange, Product, RunContext, Subject
from harness.profile import Profile, RuleCall
from harness.reading import Reading
from harness.rules.base import Broke, Sign, Watch, World
from harness.rules.sequence import Watch as Sequel


class Aimed(Protocol):
    """One profile and role that evidence is gathered for."""

    @property
    def profile(self) -> Profile: ...
    @property
    def role(self) -> str: ...
    @property
    def classes(self) -> tuple[str, ...]: ...
    @property
    def contract(self) -> Contract: ...
    @property
    def workflows(self) -> Mapping[str, Workflow]: ...


def steering(
    aims: Iterable[Aimed], *, target: str, product: Product, seed: int, only: tuple[str, ...], fixtures: dict[str, Any]
) -> Callable[[Exchange], str]:
    """Return the oracle of all aims; made from what is known before the run, it steers and decides nothing."""
    made = [
        oracle(aim.profile, aim.contract, aim.workflows, *before)
        for aim, before in _before(aims, target, product, seed, only, fixtures)
    ]
    return lambda exchange: ", ".join(filter(None, (wrong(exchange) for wrong in made)))


def together(
    aims: Iterable[Aimed], *, target: str, product: Product, seed: int, only: tuple[str, ...], fixtures: dict[str, Any]
) -> Callable[[Sequence[Exchange]], str]:
    """Return the jury of all aims: what the rules that follow things through a partition say of one such."""
    made = [
        jury(aim.profile, aim.contract, aim.workflows, *before)
        for aim, before in _before(aims, target, product, seed, only, fixtures)
    ]
    return lambda exchanges: ", ".join(filter(None, (wrong(exchanges) for wrong in made)))


def _before(
    aims: Iterable[Aimed], target: str, product: Product, seed: int, only: tuple[str, ...], fixtures: dict[str, Any]
) -> Iterator[tuple[Aimed, tuple[Subject, RunContext]]]:
    """Yield each aim with what is known of the run before it."""
    for aim in aims:
        subject = Subject(
            profile=aim.profile.name,
            profile_digest=aim.profile.digest,
            contract_digest=aim.contract.digest,
            role=aim.role,
            target=target,
            classes=aim.classes,
            only=only,
        )
        context = RunContext(
            run="oracle", subjects=(subject,), product=product, seed=seed, harness="", started=0, fixtures=fixtures
        )
        yield aim, (subject, context)


def oracle(
    profile: Profile, contract: Contract, workflows: Mapping[str, Workflow], subject: Subject, context: RunContext
) -> Callable[[Exchange], str]:
    """Return a function that applies the rules whose cases are single exchanges; the judge finds the same again.

    It names what is wrong, the same name for the same reason, or gives ''.
    """
    watches = [
        (name, watch)
        for name, watch in _watches(profile, contract, workflows, subject, context)
        if watch.scope == "exchange" or getattr(watch, "steers", False)
    ]

    def wrong(exchange: Exchange) -> str:
        x = Reading(exchange, contract, subject.target)
        found = []
        for requirement, watch in watches:
            if watch.operations is not None and x.operation_id not in watch.operations:
                continue
            signs = _heard(partial(_signs, watch, x))
            found += [f"{requirement} {s.because.code}" for s in signs if isinstance(s, Broke)]
        return ", ".join(found)

    return wrong


def jury(
    profile: Profile, contract: Contract, workflows: Mapping[str, Workflow], subject: Subject, context: RunContext
) -> Callable[[Sequence[Exchange]], str]:
    """Return a function that names what exchanges of one partition show together, or gives ''.

    What one exchange shows alone, and what follows a workflow or the whole run, is not looked at.
    """
    watches = [
        (name, watch)
        for name, watch in _watches(profile, contract, workflows, subject, context)
        if watch.scope == "partition" and not isinstance(watch, Sequel)
    ]

    def wrong(exchanges: Sequence[Exchange]) -> str:
        readings = [Reading(one, contract, subject.target) for one in exchanges]
        found = [
            f"{name} {sign.because.code}"
            for name, watch in watches
            for sign in _heard(partial(_said, watch, readings))
            if isinstance(sign, Broke)
        ]
        return ", ".join(dict.fromkeys(found))

    return wrong


def _watches(
    profile: Profile, contract: Contract, workflows: Mapping[str, Workflow], subject: Subject, context: RunContext
) -> Iterator[tuple[str, Watch]]:
    """Yield the requirements in scope, each with its rule at work."""
    world = World(
        profile=profile, contract=contract, workflows=dict(workflows), context=context, role=subject.role, walks={}
    )
    for requirement in in_scope(profile, subject):
        if isinstance(requirement.rule, RuleCall):
            yield requirement.id, Duty(requirement, requirement.rule, world).watch


def _heard(ask: Callable[[], Iterable[Sign]]) -> tuple[Sign, ...]:
    """Return what a rule says; one that raises says nothing: the judge calls that a fault, and gathering goes on."""
    try:
        return tuple(ask())
    except Exception:
        return ()


def _said(watch: Watch, readings: Iterable[Reading]) -> Iterator[Sign]:
    """Yield what one rule says of a partition."""
    states: dict[Hashable, Any] = {}
    for x in readings:
        if watch.operations is not None and x.operation_id not in watch.operations:
            continue
        key = watch.select(x)
        if key is not None:
            states[key], signs = watch.step(states.get(key), x)
            yield from signs
    for key, state in states.items():
        yield from watch.conclude(key, state) if state is not None else ()


def _signs(watch: Watch, x: Reading) -> tuple[Sign, ...]:
    """Return what one exchange shows where it is all that there is."""
    key = watch.select(x)
    if key is None:
        return ()
    state, signs = watch.step(None, x)
    return (*signs, *watch.conclude(key, state)) if state is not None else signs
