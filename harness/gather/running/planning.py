"""Decides from profile, declaration and seed which probes are sent, in which partitions and order; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from harness.declaration import Declaration
from harness.gather.conversations import CONVERSATIONS
from harness.gather.means import Means, lacking, means_of, workflow_needs
from harness.gather.memory.knowledge import EXPLORE
from harness.gather.plan import OF, Aim, PartitionPlan, Plan, explores, in_scope, limited
from harness.gather.probing import explore
from harness.gather.restraint.limits import SAFE_METHODS
from harness.gather.restraint.lockout import clears, locks_out
from harness.gather.running.partitioning import partitions_of
from harness.profile import NotTested
from harness.resources import resources_of

ORDER: Final = ("explore", "stimulus", "workflow", "conversation", "examples", "protocol", "fuzz")
"""Kinds of partitions, in the order in which they are gathered."""
FIRST: Final = (0, 0)
"""Rank of the partitions that take nothing away from others."""


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
            for partition in partitions_of(aim, index, requirement):
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
