"""Requirements of incident-transfer 1.0 are those of its list, and each rule takes the parameters given to it."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from harness.evidence import Environment, Product, RunContext
from harness.gather.inputs import needs
from harness.gather.probing.protocol import PROTOCOL
from harness.loading import find, load_bundle
from harness.profile import NotTested, Requirement, RuleCall
from harness.rules import RULES
from harness.rules.base import Watch, World

BUNDLE = load_bundle(find("incident-transfer@1.0"))
REQUIREMENTS = BUNDLE.profile.requirements
TESTED = [r for r in REQUIREMENTS if isinstance(r.rule, RuleCall)]
LEVELS = {"M": "MUST", "S": "SHOULD"}

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (BUNDLE.folder / "REQUIREMENTS.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| IT-")
]
LISTED_TESTED = {row[0]: (row[2], LEVELS[row[3]], row[4]) for row in ROWS if len(row) == 10}
LISTED_UNTESTED = {row[0]: (row[2], row[3], LEVELS[row[4]]) for row in ROWS if len(row) == 6}


def opened(requirement: Requirement, call: RuleCall) -> Watch:
    """Put a rule to work as the judge does."""
    context = RunContext(
        run="1",
        subjects=(),
        product=Product(name="Reference", version="1", supplier="Hallmark"),
        seed=1,
        harness="test",
        started=0,
        fixtures={"own_agency": "GB-POL-X01", "known_agency": "GB-FRS-X02"},
        environment=Environment(),
    )
    world = World(
        profile=BUNDLE.profile,
        contract=BUNDLE.contract,
        workflows=BUNDLE.workflows,
        context=context,
        role=requirement.role,
        walks={},
    )
    kind = RULES[call.rule]
    return kind.watch(msgspec.convert(call.with_, kind.Params), world)


def test_the_tested_requirements_are_those_of_the_list() -> None:
    assert {r.id: (r.class_, r.level.value, r.basis.value) for r in TESTED} == LISTED_TESTED
    assert {r.role for r in TESTED} == {"receiver", "sender"}


def test_the_untested_requirements_are_those_of_the_list() -> None:
    untested = {r.id: (r.role, r.class_, r.level.value) for r in REQUIREMENTS if isinstance(r.rule, NotTested)}
    assert untested == LISTED_UNTESTED


def test_the_counts_by_class_and_level_are_those_of_the_list() -> None:
    listed = Counter((row[0], row[1]) for row in LISTED_TESTED.values())
    assert Counter((r.class_, r.level.value) for r in TESTED) == listed
    assert sum(listed.values()) == len(TESTED)


def test_a_sender_s_half_rests_on_what_its_receiver_s_half_rests_on() -> None:
    receivers = {r.id: r for r in TESTED}
    for number in range(101, 138):
        half = BUNDLE.profile.requirement(f"IT-{number}")
        if half is not None:
            other = receivers[f"IT-{number - 100:03}"]
            assert (half.basis, half.level, half.class_) == (other.basis, other.level, other.class_), half.id


@pytest.mark.parametrize("requirement", TESTED, ids=lambda r: r.id)
def test_the_rule_opens_with_its_parameters(requirement: Requirement) -> None:
    assert isinstance(requirement.rule, RuleCall)
    watch = opened(requirement, requirement.rule)
    assert watch.scope in ("exchange", "partition", "run")
    operations = {o.id for o in (*BUNDLE.contract.operations, *BUNDLE.contract.webhooks)}
    assert (watch.operations or frozenset()) <= operations | {""}


@pytest.mark.parametrize("requirement", TESTED, ids=lambda r: r.id)
def test_the_rule_s_workflow_is_probed_and_its_effort_is_in_reach(requirement: Requirement) -> None:
    assert isinstance(requirement.rule, RuleCall)
    if requirement.rule.rule == "sequence/1":
        assert requirement.rule.with_["workflow"] in {p.workflow for p in requirement.probes}
        assert requirement.effort.probes <= len(requirement.rule.with_["steps"])


@pytest.mark.parametrize("requirement", TESTED, ids=lambda r: r.id)
def test_what_the_workflows_need_the_requirement_says(requirement: Requirement) -> None:
    wanted = set()
    for probe in requirement.probes:
        if probe.workflow:
            workflow = BUNDLE.workflows[probe.workflow]
            wanted |= {need for need in needs(workflow.inputs) if need == "inbound"}
            wanted |= {"inbound" for step in workflow.steps if step.awaits is not None}
    assert wanted <= set(requirement.needs)


def test_probes_are_known() -> None:
    assert {p.protocol for r in REQUIREMENTS for p in r.probes if p.protocol} <= set(PROTOCOL)


def test_each_workflow_that_is_judged_can_be_told_from_the_others() -> None:
    """The judge finds a workflow by what was sent; two that begin with the same words would be taken for each other."""
    first = Counter(str(w.steps[0].body) for w in BUNDLE.workflows.values() if w.steps[0].body is not None)
    assert [text for text, count in first.items() if count > 1] == []


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda r: r.id)
def test_statement_and_explanation_are_for_a_reader(requirement: Requirement) -> None:
    assert requirement.statement.endswith(".")
    assert requirement.explain.endswith(".")
    assert requirement.explain != requirement.statement
    assert len(requirement.explain) >= 80
    if isinstance(requirement.rule, NotTested):
        assert requirement.rule.reason.endswith(".")
