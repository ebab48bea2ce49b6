"""Workflows of incident-transfer 1.0 send what they mean to send, are all used, and can be told from each other."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from harness.arazzo import Step, Workflow
from harness.contract.schema import Schema
from harness.expression import MISSING, fill, with_steps
from harness.gather.inputs import Inputs
from harness.loading import find, load_bundle
from harness.profile import NotTested
from harness.yamlfile import load

ROOT = Path(__file__).resolve().parents[2]
REDOCLY = ROOT / "tests" / "tools" / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
BUNDLE = load_bundle(find("incident-transfer@1.0"))
FILES = sorted((BUNDLE.folder / "scenarios").glob("*.arazzo.yaml"))
OPERATIONS = {operation.id: operation for operation in BUNDLE.contract.operations}
OURS = [r for r in BUNDLE.profile.requirements if r.id <= "IT-037"]
BY_COMMAND = {"preflight", "cleanup"}
"""Workflows that `hallmark preflight` and `hallmark cleanup` walk, and no requirement."""
WHOLE = {
    "unknown-sending-agency",
    "for-nobody",
    "in-another-name",
    "sent-ten-minutes-ahead",
    "happened-ten-minutes-ahead",
    "correct-nothing",
    "offer-for-nothing",
}
"""Steps that are to be refused for what they say, and not for their form."""
FREE = {"narrative", "text", "summary"}
JARGON = re.compile(
    r"\b(JSON|HTTPS?|API|schema|endpoint|payload|UUID|boolean|null pointer|status code|header|ETag|token|string|array|"
    r"parameter|integer|callback|URL|regex|server|parse[ds]?|4\d\d|2\d\d|5\d\d)\b",
    re.IGNORECASE,
)
STEPS = [
    pytest.param(workflow, step, id=f"{workflow.id}:{step.id}")
    for workflow in BUNDLE.workflows.values()
    for step in workflow.steps
    if step.body is not None
]
FIXTURES = {
    "own_agency": "GB-POL-X01",
    "known_agency": "GB-FRS-X02",
    "other_agency": "GB-AMB-X03",
    "unknown_agency": "GB-POL-X99",
    "uprn": "999900000001",
}


def sent(workflow: Workflow, step: Step) -> Any:
    """Return the content of a step as a run would send it, what earlier steps give stood in for."""
    inputs = Inputs(
        run="1",
        seed=1,
        partition="x",
        fixtures=FIXTURES,
        now=lambda: 1_800_000_000_000_000,
        public_url=lambda: "http://localhost:9",
    )
    given = inputs.of_workflow(workflow.inputs, {"incidentId": "6f1c2f0e-3d1b-4a8e-9c57-0b1e5a7d2c01"})
    before = {
        one.id: {name: 1 if name == "version" else "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4e02" for name, _ in one.outputs}
        for one in workflow.steps
    }
    assert step.body is not None
    return fill(step.body.payload, with_steps({"inputs": given}, before))


def takes(step: Step, status: int) -> bool:
    """Tell whether a step may hold with this status, by those of its criteria that speak of it alone."""
    about = [c for c in step.criteria if {r.root for r in c.references} == {"statusCode"}]
    return bool(about) and all(criterion.holds({"statusCode": status}) for criterion in about)


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with the name of the member that holds it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from texts(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, name)


@pytest.mark.parametrize("workflow, step", STEPS)
def test_a_step_sends_what_keeps_the_description_unless_it_seeks_a_refusal(workflow: Workflow, step: Step) -> None:
    assert step.body is not None
    content = sent(workflow, step)
    assert content is not MISSING
    media = OPERATIONS[step.operation].request_bodies[step.body.content_type]
    assert isinstance(media.schema, Schema)
    problems = [(list(e.instance_path), e.message) for e in media.schema.errors(content)]
    if takes(step, 200) or takes(step, 201) or step.id in WHOLE or not (takes(step, 400) or takes(step, 422)):
        assert problems == []
    elif workflow.summary.startswith(tuple(r.id for r in OURS)):
        assert problems != []


@pytest.mark.parametrize("workflow, step", STEPS)
def test_free_text_says_that_it_is_an_exercise(workflow: Workflow, step: Step) -> None:
    for name, text in texts(sent(workflow, step)):
        if name in FREE:
            assert text.startswith("EXERCISE - HALLMARK"), (name, text)


def test_each_incident_is_told_from_every_other_by_its_narrative() -> None:
    """The judge finds the run of a workflow by what was sent, wherever it was sent."""
    endings: Counter[str] = Counter()
    for workflow in BUNDLE.workflows.values():
        own = {
            str(sent(workflow, step)["narrative"]).rpartition("HALLMARK")[2][11:]
            for step in workflow.steps
            if step.operation == "createIncident"
        }
        endings.update(own)
    assert [text for text, count in endings.items() if count > 1] == []


def test_the_longest_text_has_exactly_the_length_of_the_limit() -> None:
    workflow = BUNDLE.workflows["text-limit"]
    assert [len(sent(workflow, step)["narrative"]) for step in workflow.steps if step.body is not None] == [2000, 2001]


def test_the_free_text_has_what_products_lose() -> None:
    create = sent(BUNDLE.workflows["free-text"], BUNDLE.workflows["free-text"].steps[0])["narrative"]
    assert all(piece in create for piece in ("\r\n", "\t", '"', "'", "\\", "ŵ", "Ŷ", "ẅ", "£", "🚒", "\u200d"))


@pytest.mark.parametrize("step", ["read", "read-entry"])
@pytest.mark.parametrize("harm", [str.casefold, lambda t: t.replace("\r\n", "\n"), lambda t: t.replace("ŷ", "?")])
def test_the_free_text_s_criteria_notice_the_smallest_harm(step: str, harm: Any) -> None:
    workflow = BUNDLE.workflows["free-text"]
    create, read, write, read_entry = workflow.steps
    member, source, criteria = {
        "read": ("narrative", create, read.criteria),
        "read-entry": ("text", write, read_entry.criteria),
    }[step]
    text = sent(workflow, source)[member]
    assert harm(text) != text
    for value, holds in ((text, True), (harm(text), False)):
        scope = {"statusCode": 200, "response": {"body": {member: value}}}
        assert all(criterion.holds(scope) for criterion in criteria) is holds


def test_every_workflow_is_used() -> None:
    used = {p.workflow for r in BUNDLE.profile.requirements for p in r.probes}
    used |= {str(p.with_.get("setup", "")) for r in BUNDLE.profile.requirements for p in r.probes}
    assert set(BUNDLE.workflows) - used == BY_COMMAND


def test_each_workflow_names_the_requirements_that_it_is_for() -> None:
    for requirement in OURS:
        for probe in requirement.probes:
            if probe.workflow:
                assert requirement.id in BUNDLE.workflows[probe.workflow].summary, (requirement.id, probe.workflow)


def test_statements_are_unique() -> None:
    statements = Counter(r.statement for r in BUNDLE.profile.requirements if not isinstance(r.rule, NotTested))
    assert [text for text, count in statements.items() if count > 1] == []


@pytest.mark.parametrize("requirement", OURS, ids=lambda r: r.id)
def test_the_explanation_is_short_and_without_jargon(requirement: Any) -> None:
    assert JARGON.findall(requirement.explain) == []
    assert 2 <= len(re.findall(r"[.?!](?=\s|$)", requirement.explain)) <= 4


def test_each_class_and_role_is_explained_without_jargon() -> None:
    explained = {one.id: one.explain for one in BUNDLE.profile.classes} | {
        one.id: one.explain for one in BUNDLE.profile.roles
    }
    for name, text in explained.items():
        assert text, name
        assert JARGON.findall(text) == [], name


def test_the_profile_says_what_it_does_not_claim() -> None:
    notice = " ".join(BUNDLE.profile.notice)
    assert "not MAIT conformance" in notice
    assert "not shown to be worse" in notice
    assert all(source.read for source in BUNDLE.profile.sources.values())


def test_each_fixture_that_a_workflow_asks_for_is_declared() -> None:
    asked = {
        schema["x-hallmark"]["fixture"]
        for workflow in BUNDLE.workflows.values()
        for schema in dict(workflow.inputs).get("properties", {}).values()  # type: ignore[attr-defined]
        if "fixture" in schema.get("x-hallmark", {})
    }
    assert asked <= set(BUNDLE.profile.fixtures)


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.name)
def test_each_file_describes_the_description_beside_it(file: Path) -> None:
    (source,) = load(file).value["sourceDescriptions"]
    assert (file.parent / source["url"]).resolve() == BUNDLE.folder / "openapi.yaml"


def test_a_standard_linter_finds_nothing() -> None:
    if not REDOCLY.is_file():
        pytest.skip("the Redocly linter is not installed (npm ci in tests/tools)")
    names = [str(file.relative_to(ROOT)) for file in FILES]
    quiet = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    command = ["node", str(REDOCLY), "lint", *names, "--config", "redocly.yaml", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert b'"problems": []' in done.stdout, done.stdout.decode()
