"""Decides from profile, declaration and seed which probes are sent, in which partitions and order; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.contract.model import Operation
from harness.declaration import Declaration
from harness.errors import DeclarationError, ProfileError
from harness.fit import suggest
from harness.gather.conversations import CONVERSATIONS
from harness.gather.means import Means, lacking, means_of, workflow_needs
from harness.gather.memory.knowledge import EXPLORE
from harness.gather.probing import explore
from harness.gather.probing.protocol import PROTOCOL, suitable
from harness.gather.probing.transport import WHOLE
from harness.gather.restraint.limits import SAFE_METHODS
from harness.gather.restraint.lockout import clears, locks_out
from harness.profile import ALL, SUBJECT_DESCRIPTION, NotTested, Probe, Profile, Requirement
from harness.resources import resources_of
from harness.touching import by_class

OF: Final = "requirement:"
"""Before the id of a requirement of which a probe is left out, among what is unavailable."""
ORDER: Final = ("explore", "stimulus", "workflow", "conversation", "examples", "protocol", "fuzz")
"""Kinds of partitions, in the order in which they are gathered."""
FIRST: Final = (0, 0)
"""Rank of the partitions that take nothing away from others."""
CASES: Final = 20
"""Cases that a fuzz probe generates, of each kind, where it does not say."""


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """One profile and role to gather evidence for, with what the profile brings along."""

    profile: Profile
    role: str
    classes: tuple[str, ...]
    """The classes claimed."""
    contract: Contract
    workflows: Mapping[str, Workflow]


class PartitionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Probes that are sent one after another; the unit of resuming, and later of spreading over machines."""

    name: str
    kind: str
    """`explore`, `stimulus`, `workflow`, `conversation`, `examples`, `protocol` or `fuzz`: so they are ordered."""
    what: str
    """The workflow's id, or the name of the conversation or protocol probe."""
    operation: str = ""
    """The operation that is tried; empty for a workflow, and for what is tried of the product as a whole."""
    resource: str = ""
    """The collection that is explored or talked about."""
    settings: dict[str, object] = {}
    requirements: tuple[str, ...] = ()
    """Whom it is for."""
    aim: int = 0
    """Which of the plan's aims it belongs to."""
    estimate: int = 1
    """About how many requests it takes; for progress, and for telling a whole run from a short one."""
    last: bool = False
    """Whether it may lock the tester out: then it is gathered after all others."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run means to do."""

    seed: int
    aims: tuple[Aim, ...]
    only: tuple[str, ...]
    """Requirements that the run is limited to; empty: all of the claimed classes."""
    partitions: tuple[PartitionPlan, ...]
    unavailable: dict[str, str] = {}
    """What cannot be brought about, and why: `identity:other-agency`, `inbound`, `fixture:uprn`, `write`."""
    left_out: dict[str, str] = {}
    """Partitions that are not gathered, and what they lack."""

    @property
    def planned(self) -> dict[str, int]:
        """Return the estimates by partition, as the footer keeps them."""
        return {partition.name: partition.estimate for partition in self.partitions}


def plan(aims: Iterable[Aim], declaration: Declaration, seed: int, only: Iterable[str] = ()) -> Plan:
    """Return the plan; `only` names requirements or classes. Raises DeclarationError and ProfileError."""
    aims = tuple(aims)
    chosen = limited(aims, only)
    means = means_of(declaration)
    partitions: dict[str, PartitionPlan] = {}
    unavailable: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for index, aim in enumerate(aims):
        for requirement in in_scope(aim, chosen):
            if isinstance(requirement.rule, NotTested):
                continue
            for need in requirement.needs:
                unavailable |= lacking({need}, means)
            for partition in _partitions(aim, index, requirement):
                missing = lacking(_needs(partition, aim), means)
                unavailable |= missing
                if missing:
                    need = next(iter(missing))
                    left_out[partition.name] = need
                    unavailable.setdefault(f"{OF}{requirement.id}", missing[need])
                else:
                    _add(partitions, partition, aims)
    # What the others use is learned first; what counts on nobody else's changes comes before what tries everything.
    partitions |= {part.name: part for part in _explorations(aims, partitions.values(), means)}
    ranks = {name: _rank(part, aims[part.aim]) for name, part in partitions.items()}
    guarded = (msgspec.structs.replace(part, last=ranks[name] > FIRST) for name, part in partitions.items())
    ordered = sorted(guarded, key=lambda part: (ranks[part.name], ORDER.index(part.kind)))
    return Plan(
        seed=seed,
        aims=aims,
        only=tuple(chosen),
        partitions=tuple(ordered),
        unavailable=dict(sorted(unavailable.items())),
        left_out=dict(sorted(left_out.items())),
    )


def limited(aims: Iterable[Aim], only: Iterable[str]) -> dict[str, None]:
    """Return the ids of the requirements that `only` names, in the profiles' order; empty: the run is not limited.

    Raises DeclarationError for a name that no requirement or class has, and for a class claimed that is none.
    """
    aims, only = tuple(aims), tuple(only)
    for aim in aims:
        _check_classes(aim)
    known = [requirement for aim in aims for requirement in aim.profile.of_role(aim.role)]
    words = [*(r.id for r in known), *dict.fromkeys(r.class_ for r in known)]
    for word in only:
        if word not in words:
            raise DeclarationError(
                f"no requirement or class is called {word!r}", where="--only", hint=suggest(word, words)
            )
    return dict.fromkeys(r.id for r in known if r.id in only or r.class_ in only)


def in_scope(aim: Aim, chosen: Mapping[str, None]) -> Iterator[Requirement]:
    """Yield the requirements of the classes claimed, or those of `chosen` where there are any."""
    for requirement in aim.profile.of_role(aim.role):
        if requirement.id in chosen if chosen else requirement.class_ in aim.classes:
            yield requirement


def _check_classes(aim: Aim) -> None:
    known = [one.id for one in aim.profile.classes]
    for name in aim.classes:
        if name not in known:
            raise DeclarationError(
                f"{aim.profile.name} has no class {name!r}", where="classes", hint=suggest(name, known)
            )


def _partitions(aim: Aim, index: int, requirement: Requirement) -> Iterator[PartitionPlan]:
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


def _rank(part: PartitionPlan, aim: Aim) -> tuple[int, int]:
    """Return when a partition's turn is: FIRST, then what removes things others are tried on, the deepest first.

    Last of all comes what may end the tester's own session, credential or account.
    """
    if _locks_out(part, aim):
        return 2, 0
    operation = aim.contract.operation(part.operation)
    if operation is not None and clears(operation, aim.contract):
        return 1, -operation.path.count("/")
    return FIRST


def _locks_out(part: PartitionPlan, aim: Aim) -> bool:
    """Tell whether a partition may end the tester's own session, credential or account."""
    names: tuple[str, ...] = (part.operation,)
    if part.kind == "conversation":
        names = next((r.operations for r in resources_of(aim.contract) if r.collection == part.resource), ())
    found = [operation for name in names if (operation := aim.contract.operation(name)) is not None]
    # Methods that nobody described are tried on the path too.
    return any(locks_out(operation, any_method=part.what == "methods") for operation in found)


def explores(aim: Aim) -> bool:
    """Tell whether what a product keeps is looked at first: by its own description, or where conversations are held."""
    own = aim.profile.description == SUBJECT_DESCRIPTION
    return own or any(probe.conversation for r in aim.profile.requirements for probe in r.probes)


def _explorations(aims: tuple[Aim, ...], others: Iterable[PartitionPlan], means: Means) -> Iterator[PartitionPlan]:
    """Yield what is looked at first, of each description by which anything is tried that way: parents first."""
    wanted = {part.aim for part in others}
    for index, aim in enumerate(aims):
        if index not in wanted or not explores(aim):
            continue
        for resource in sorted(resources_of(aim.contract), key=lambda one: one.collection.count("{")):
            if resource.list or resource.read or (resource.create and means.write):
                yield PartitionPlan(
                    name=f"{EXPLORE}{resource.collection}",
                    kind="explore",
                    what="explore",
                    resource=resource.collection,
                    aim=index,
                    estimate=explore.ESTIMATE,
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


def _add(partitions: dict[str, PartitionPlan], new: PartitionPlan, aims: tuple[Aim, ...]) -> None:
    """Join requirements that share a probe; the same name with other settings becomes a partition of its own."""
    name, count = new.name, 1
    while name in partitions and not _same(partitions[name], new, aims):
        count += 1
        name = f"{new.name}+{count}"
    old = partitions.get(name)
    if old is None:
        partitions[name] = msgspec.structs.replace(new, name=name)
    else:
        together = tuple(dict.fromkeys((*old.requirements, *new.requirements)))
        partitions[name] = msgspec.structs.replace(old, requirements=together)


def _same(one: PartitionPlan, other: PartitionPlan, aims: tuple[Aim, ...]) -> bool:
    if one.settings != other.settings:
        return False
    if one.aim == other.aim:
        return True
    ours, theirs = aims[one.aim], aims[other.aim]
    if one.kind == "workflow":
        return ours.workflows[one.what] == theirs.workflows[other.what]
    return ours.contract is theirs.contract


def operations_by_class(aim: Aim) -> dict[str, tuple[str, ...]]:
    """Return the operations that each claimed class is tried on, in the order of its requirements."""
    found = by_class(aim.profile, aim.role, aim.workflows, aim.contract)
    return {name: found.get(name, ()) for name in aim.classes}


def _needs(partition: PartitionPlan, aim: Aim) -> frozenset[str]:
    found: set[str] = set()
    for id in (partition.what if partition.kind == "workflow" else "", partition.settings.get("setup")):
        if id:
            found |= workflow_needs(aim.workflows[str(id)], aim.contract)
    if partition.kind == "conversation":
        return frozenset({"write"} if CONVERSATIONS[partition.what].writes else ())
    operation = aim.contract.operation(partition.operation)
    if partition.what == "methods" or (operation is not None and operation.method not in SAFE_METHODS):
        found.add("write")
    return frozenset(found)
