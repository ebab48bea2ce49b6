"""Says which operations each requirement is tried on, as its profile has it."""

from __future__ import annotations

from collections.abc import Mapping

from harness.arazzo import Workflow
from harness.contract import Contract
from harness.profile import ALL, NotTested, Profile, Requirement


def named(requirement: Requirement, workflows: Mapping[str, Workflow], contract: Contract) -> tuple[str, ...]:
    """Return the ids of the operations that the requirement's probes name, in their order; `*` is all of them."""
    found: dict[str, None] = {}
    for probe in requirement.probes:
        workflow = workflows.get(probe.workflow)
        steps = workflow.steps if workflow is not None else ()
        for name in (*(step.operation for step in steps), *probe.operations, *probe.examples, *probe.fuzz):
            found |= dict.fromkeys(o.id for o in contract.operations) if name == ALL else {name: None}
    return tuple(found)


def tried_on(requirement: Requirement, workflows: Mapping[str, Workflow], contract: Contract) -> tuple[str, ...]:
    """Return the operations that the requirement may be tried on: a protocol probe that names none takes any."""
    if isinstance(requirement.rule, NotTested):
        return ()
    if any(probe.protocol and not probe.operations for probe in requirement.probes):
        return tuple(o.id for o in contract.operations)
    return named(requirement, workflows, contract)


def by_class(
    profile: Profile, role: str, workflows: Mapping[str, Workflow], contract: Contract
) -> dict[str, tuple[str, ...]]:
    """Return for each conformance class the operations that its requirements of `role` name, in their order."""
    found: dict[str, dict[str, None]] = {}
    for requirement in profile.of_role(role):
        if not isinstance(requirement.rule, NotTested):
            operations = found.setdefault(requirement.class_, {})
            operations |= dict.fromkeys(named(requirement, workflows, contract))
    return {name: tuple(operations) for name, operations in found.items()}
