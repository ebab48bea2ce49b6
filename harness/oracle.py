"""Makes the function that steers fuzzing: which rules one exchange, by itself, breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from harness.adjudicate import Duty, in_scope
from harness.arazzo import Workflow
from harness.contract import Contract
from harness.evidence import Exchange, Product, RunContext, Subject
from harness.profile import Profile, RuleCall
from harness.reading import Reading
from harness.rules.base import Broke, Sign, Watch, World


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
    made = []
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
        made.append(oracle(aim.profile, aim.contract, aim.workflows, subject, context))
    return lambda exchange: ", ".join(filter(None, (wrong(exchange) for wrong in made)))


def oracle(
    profile: Profile, contract: Contract, workflows: Mapping[str, Workflow], subject: Subject, context: RunContext
) -> Callable[[Exchange], str]:
    """Return a function that applies the rules whose cases are single exchanges; the judge finds the same again.

    It names what is wrong, the same name for the same reason, or gives ''.
    """
    world = World(
        profile=profile, contract=contract, workflows=dict(workflows), context=context, role=subject.role, walks={}
    )
    duties = [Duty(r, r.rule, world) for r in in_scope(profile, subject) if isinstance(r.rule, RuleCall)]
    watches = [
        (d.requirement.id, d.watch) for d in duties if d.watch.scope == "exchange" or getattr(d.watch, "steers", False)
    ]

    def wrong(exchange: Exchange) -> str:
        x = Reading(exchange, contract, subject.target)
        found = []
        for requirement, watch in watches:
            if watch.operations is not None and x.operation_id not in watch.operations:
                continue
            found += [f"{requirement} {s.because.code}" for s in _signs(watch, x) if isinstance(s, Broke)]
        return ", ".join(found)

    return wrong


def _signs(watch: Watch, x: Reading) -> tuple[Sign, ...]:
    """Return what one exchange shows where it is all that there is."""
    key = watch.select(x)
    if key is None:
        return ()
    state, signs = watch.step(None, x)
    return (*signs, *watch.conclude(key, state)) if state is not None else signs
