"""Turns the probes of a requirement into partitions, one for each operation, workflow, scene or kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from harness.contract.model import Operation
from harness.errors import ProfileError
from harness.fit import suggest
from harness.gather.conversations import CONVERSATIONS
from harness.gather.plan import Aim, PartitionPlan
from harness.gather.probing.protocol import PROTOCOL, suitable
from harness.gather.probing.transport import WHOLE
from harness.profile import ALL, Probe, Requirement
from harness.resources import resources_of

CASES: Final = 20
"""Cases that a fuzz probe generates, of each kind, where it does not say."""


def partitions_of(aim: Aim, index: int, requirement: Requirement) -> Iterator[PartitionPlan]:
    """Yield what the probes of a requirement come to. Raises ProfileError for what is not there."""
    for probe in requirement.probes:
        for part in _of_probe(aim, probe, f"{aim.profile.name} {requirement.id}"):
            yield msgspec.structs.replace(part, requirements=(requirement.id,), aim=index)


def _of_probe(aim: Aim, probe: Probe, where: str) -> Iterator[PartitionPlan]:
    if probe.workflow:
        workflow = aim.workflows.get(probe.workflow)
        if workflow is None:
            raise ProfileError(f"no scenario has the workflow {probe.workflow!r}", where=where)
        yield PartitionPlan(
            name=f"workflow:{workflow.id}", kind="workflow", what=workflow.id, estimate=len(workflow.steps)
        )
        return
    if probe.conversation:
        yield from _conversations(aim, probe, where)
        return
    if probe.stimuli:
        settings = {"stimuli": list(probe.stimuli), **probe.with_}
        name = f"stimulus:{probe.with_['scene']}"
        yield PartitionPlan(name=name, kind="stimulus", what=str(probe.with_["scene"]), settings=settings, estimate=8)
        return
    setup = probe.with_.get("setup")
    if setup is not None and setup not in aim.workflows:
        raise ProfileError(f"no scenario has the workflow {setup!r}", where=where)
    extra = len(aim.workflows[str(setup)].steps) if setup is not None else 0
    for operation in _named(aim, probe.examples, where):
        count = sum(len(media.examples) for media in operation.request_bodies.values())
        yield _part("examples", "", operation, probe, max(count, 1) + extra)
    for operation in _named(aim, probe.fuzz, where):
        yield _part("fuzz", "", operation, probe, 2 * _cases(probe) + extra)
    if probe.protocol:
        yield from _protocol(aim, probe, extra, where)


def _conversations(aim: Aim, probe: Probe, where: str) -> Iterator[PartitionPlan]:
    kind = CONVERSATIONS.get(probe.conversation)
    if kind is None:
        hint = suggest(probe.conversation, list(CONVERSATIONS))
        raise ProfileError(f"unknown conversation {probe.conversation!r}", where=where, hint=hint)
    for resource in resources_of(aim.contract):
        if kind.fits(resource):
            yield PartitionPlan(
                name=f"conversation:{probe.conversation}:{resource.collection}",
                kind="conversation",
                what=probe.conversation,
                resource=resource.collection,
                settings=dict(probe.with_),
                estimate=kind.estimate,
            )


def _protocol(aim: Aim, probe: Probe, extra: int, where: str) -> Iterator[PartitionPlan]:
    whole = WHOLE.get(probe.protocol)
    if whole is not None:
        name, settings = f"protocol:{probe.protocol}", dict(probe.with_)
        yield PartitionPlan(
            name=name, kind="protocol", what=probe.protocol, settings=settings, estimate=whole.estimate + extra
        )
        return
    kind = PROTOCOL.get(probe.protocol)
    if kind is None:
        raise ProfileError(
            f"unknown protocol probe {probe.protocol!r}", where=where, hint=suggest(probe.protocol, [*PROTOCOL, *WHOLE])
        )
    chosen = _named(aim, probe.operations, where) if probe.operations else suitable(probe.protocol, aim.contract)
    for operation in chosen:
        yield _part("protocol", probe.protocol, operation, probe, kind.estimate + extra)


def _part(kind: str, what: str, operation: Operation, probe: Probe, estimate: int) -> PartitionPlan:
    name = ":".join(filter(None, (kind, what, operation.id)))
    return PartitionPlan(
        name=name, kind=kind, what=what, operation=operation.id, settings=dict(probe.with_), estimate=estimate
    )


def _cases(probe: Probe) -> int:
    return int(probe.with_.get("cases", CASES))


def _named(aim: Aim, names: tuple[str, ...], where: str) -> Iterator[Operation]:
    """Yield the operations of those names; `*` is every one of the description."""
    for name in names:
        if name == ALL:
            yield from aim.contract.operations
        else:
            yield _operation(aim, name, where)


def _operation(aim: Aim, name: str, where: str) -> Operation:
    found = aim.contract.operation(name)
    if found is None:
        known = [operation.id for operation in aim.contract.operations]
        raise ProfileError(f"the description has no operation {name!r}", where=where, hint=suggest(name, known))
    return found
