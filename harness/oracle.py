"""Makes the function that steers fuzzing: which rules one exchange, by itself, breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harness.adjudicate import Duty, in_scope
from harness.arazzo import Workflow
from harness.contract import Contract
from harness.evidence import Exchange, RunContext, Subject
from harness.profile import Profile, RuleCall
from harness.reading import Reading
from harness.rules.base import Broke, World


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
    watches = [(d.requirement.id, d.watch) for d in duties if d.watch.scope == "exchange"]

    def wrong(exchange: Exchange) -> str:
        x = Reading(exchange, contract, subject.target)
        found = []
        for requirement, watch in watches:
            if watch.operations is not None and x.operation_id not in watch.operations:
                continue
            if watch.select(x) is not None:
                found += [f"{requirement} {s.because.code}" for s in watch.step(None, x)[1] if isinstance(s, Broke)]
        return ", ".join(found)

    return wrong
