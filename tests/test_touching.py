"""The operations that a requirement is tried on are those that its probes name, or any that suit."""

from __future__ import annotations

import msgspec
from building import notes

from harness.profile import NotTested, Probe
from harness.touching import by_class, named, tried_on

BUNDLE = notes()
EVERY = tuple(o.id for o in BUNDLE.contract.operations)


def asked(*probes: Probe) -> tuple[tuple[str, ...], tuple[str, ...]]:
    requirement = msgspec.structs.replace(BUNDLE.profile.requirements[0], probes=probes)
    what = (BUNDLE.workflows, BUNDLE.contract)
    return named(requirement, *what), tried_on(requirement, *what)


def test_a_workflow_is_its_steps() -> None:
    workflow = next(iter(BUNDLE.workflows.values()))
    steps = tuple(dict.fromkeys(step.operation for step in workflow.steps))
    assert asked(Probe(workflow=workflow.id)) == (steps, steps)


def test_operations_are_named_once_each() -> None:
    one, other = EVERY[:2]
    both = (one, other)
    assert asked(Probe(fuzz=(one,)), Probe(examples=both), Probe(protocol="head", operations=(other,))) == (both, both)
    assert asked(Probe(fuzz=("*",))) == (EVERY, EVERY)


def test_a_protocol_probe_without_operations_may_take_any() -> None:
    assert asked(Probe(protocol="head")) == ((), EVERY)


def test_what_is_not_tested_is_tried_on_nothing() -> None:
    requirement = msgspec.structs.replace(BUNDLE.profile.requirements[0], rule=NotTested(reason="not to be seen"))
    assert tried_on(requirement, BUNDLE.workflows, BUNDLE.contract) == ()


def test_a_class_has_the_operations_of_its_requirements() -> None:
    profile = BUNDLE.profile
    role = profile.roles[0].id
    found = by_class(profile, role, BUNDLE.workflows, BUNDLE.contract)
    assert set(found) <= {c.id for c in profile.classes}
    assert set().union(*found.values()) <= set(EVERY)
    assert any(found.values())
