"""Has Redocly's Arazzo runner (`respect`) and Hallmark walk the same workflows, and says how each step came out.

The documents are copied into a folder for each receiver, with what a run supplies filled in: the receiver's address,
the inputs as defaults, and a genuine token for each identity. Nothing else in them is changed.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from harness import archive
from harness.adjudicate import adjudicate
from harness.arazzo import OWN
from harness.evidence import Exchange
from harness.gather.inputs import Inputs
from harness.gather.orders import Orders
from harness.gather.plan import Aim, PartitionPlan, Plan
from harness.gather.running.run import gather
from harness.loading import find, load_bundle
from harness.partner.config import write_config
from harness.partner.host import Running
from harness.profile import Effort, Requirement, RuleCall
from harness.runfile import load as load_run_file
from harness.secrets import resolve_secrets
from harness.verdict import Finding, Outcome
from harness.yamlfile import load

ROOT = Path(__file__).resolve().parents[2]
REDOCLY = ROOT / "tests" / "tools" / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
BUNDLE = load_bundle(find("incident-transfer@1.0"))
NOT_WALKED = {"cleanup"} | {id for id, one in BUNDLE.workflows.items() if any(step.awaits for step in one.steps)}
"""Workflows that need a call coming in, which `respect` does not know, or something to clear up."""
WALKED = tuple(id for id in BUNDLE.workflows if id not in NOT_WALKED)
# What the contract says of replies is for our judge; here only criteria count.
_SEVERITY = "STATUS_CODE_CHECK=off,SCHEMA_CHECK=off,CONTENT_TYPE_CHECK=off"

Steps = tuple[tuple[str, str], ...]
"""Steps in the order in which they were taken, each `held`, or `criterion 2` for the first that did not hold."""


def prepare(folder: Path, partner: Running, workflows: Iterable[str] = WALKED) -> list[str]:
    """Write the documents for one receiver into a folder; return the paths of those with workflows."""
    wanted = frozenset(workflows)
    tokens = functools.cache(functools.partial(_token, partner))
    (folder / "scenarios").mkdir(parents=True)
    description = load(BUNDLE.folder / "openapi.yaml").value
    _write(folder / "openapi.yaml", {**description, "servers": [{"url": partner.url}]})
    written = []
    for file in sorted((BUNDLE.folder / "scenarios").glob("*.arazzo.yaml")):
        # Through JSON, so that what YAML shares by an anchor is one's own.
        document = json.loads(json.dumps(load(file).value))
        document["workflows"] = [one for one in document["workflows"] if one["workflowId"] in wanted]
        for workflow in document["workflows"]:
            workflow["inputs"] = _filled(workflow["workflowId"], partner)
            for step in workflow["steps"]:
                token = tokens(step.pop("x-hallmark-identity", OWN))
                step.setdefault("parameters", []).append({"name": "Authorization", "in": "header", "value": token})
        document.pop("components", None)
        if document["workflows"]:
            written.append(_write(folder / "scenarios" / file.name, document))
    return written


def _filled(workflow: str, partner: Running) -> dict[str, Any]:
    # Not our runner's run: a message id said twice, a second later, is rightly refused.
    inputs = Inputs(
        run="second opinion",
        seed=1,
        partition=workflow,
        fixtures=partner.script.fixtures,
        now=lambda: int(time.time() * 1_000_000),
    )
    values = inputs.of_workflow(BUNDLE.workflows[workflow].inputs)
    return {"type": "object", "properties": {n: {"type": "string", "default": v} for n, v in values.items()}}


def _token(partner: Running, client: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": partner.secret}
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(partner.token_url, urllib.parse.urlencode(form).encode(), timeout=10) as reply:
        return f"Bearer {json.load(reply)['access_token']}"


def _write(path: Path, document: Mapping[str, Any]) -> str:
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def respect(folder: Path, files: Iterable[str]) -> dict[str, dict[str, Steps]]:
    """Run `respect` once on all files; return by file and workflow how the steps came out."""
    output = folder / "respect.json"
    command = ["node", str(REDOCLY), "respect", *files, "--json-output", str(output), "--severity", _SEVERITY]
    quiet = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_COLOR": "1", "REDOCLY_TELEMETRY": "off"}
    quiet["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true"
    done = subprocess.run(command, cwd=folder, env=quiet, capture_output=True, timeout=240, check=False)
    assert output.is_file(), done.stdout.decode() + done.stderr.decode()
    said = json.loads(output.read_bytes())["files"]
    return {
        str((folder / file).resolve()): {
            one["workflowId"]: tuple(_once(_steps_of_respect(one))) for one in found["executedWorkflows"]
        }
        for file, found in said.items()
    }


def _steps_of_respect(workflow: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in workflow["executedSteps"]:
        if one["type"] == "workflow":  # where a `goto` led
            yield from _steps_of_respect(one)
            continue
        criteria = [check["status"] for check in one["checks"] if check["name"] == "success criteria check"]
        other = [c["name"] for c in one["checks"] if c["status"] == "error" and c["severity"] == "error"]
        failed = next((f"criterion {number}" for number, status in enumerate(criteria) if status == "error"), "")
        yield one["stepId"], failed or (other[0] if other else "held")


def _once(steps: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield how a step came out at last, where it was tried again and again."""
    last: tuple[str, str] | None = None
    for step in steps:
        if last is not None and last[0] != step[0]:
            yield last
        last = step
    if last is not None:
        yield last


def hallmark(folder: Path, partner: Running, workflows: Iterable[str] = WALKED) -> dict[str, Steps]:
    """Walk the workflows with our own runner, and have the judge say from the evidence how the steps came out."""
    workflows = tuple(workflows)
    write_config(folder / "hallmark.yaml", partner)
    classes = BUNDLE.profile.testable_classes("receiver")
    aim = Aim(
        profile=BUNDLE.profile,
        role="receiver",
        classes=classes,
        contract=BUNDLE.contract,
        workflows=BUNDLE.workflows,
    )
    partitions = tuple(PartitionPlan(name=f"workflow:{id}", kind="workflow", what=id) for id in workflows)
    gathered = gather(
        Orders(
            plan=Plan(seed=1, aims=(aim,), only=(), partitions=partitions),
            declaration=resolve_secrets(load_run_file(folder / "hallmark.yaml", {}), {}),
            folder=folder / "run",
            run="respect",
            profiles=(BUNDLE.folder,),
        )
    )
    assert (gathered.stopped, gathered.skipped, gathered.faults) == ("finished", {}, ())
    evidence = archive.read(gathered.evidence)
    asked = {f"{id}:{step.id}": _requirement(id, step.id) for id in workflows for step in BUNDLE.workflows[id].steps}
    profile = msgspec.structs.replace(BUNDLE.profile, requirements=tuple(asked.values()))
    (subject,) = evidence.context.subjects
    verdict = adjudicate(profile, BUNDLE.contract, BUNDLE.workflows, evidence, subject)
    found = {finding.requirement: _came_out(finding) for finding in verdict.findings}
    taken: dict[str, list[str]] = {id: [] for id in workflows}
    for observation in evidence.observations:
        kind, _, id = observation.id.partition.partition(":")
        if kind == "workflow" and isinstance(observation, Exchange):
            # A request that is sent once more for one media type alone is the same step.
            taken[id].append(observation.intent.removeprefix("step ").removesuffix(", one media type"))
    return {id: tuple(_once((step, found[f"{id}:{step}"]) for step in steps)) for id, steps in taken.items()}


def _requirement(workflow: str, step: str) -> Requirement:
    """Return a promise of our own making: that this one step comes out as the workflow says."""
    like = next(r for r in BUNDLE.profile.of_role("receiver") if isinstance(r.rule, RuleCall))
    rule = RuleCall(rule="sequence/1", with_={"workflow": workflow, "steps": [step]})
    return msgspec.structs.replace(like, id=f"{workflow}:{step}", rule=rule, applies=None, effort=Effort())


def _came_out(finding: Finding) -> str:
    if finding.outcome is Outcome.CONFORMS:
        return "held"
    if finding.outcome is Outcome.VIOLATES and finding.because.code == "step-failed":
        return f"criterion {finding.because.params['criterion']}"
    return f"{finding.outcome.value} {finding.because.code}"


def differences(ours: Steps, theirs: Steps) -> dict[str, tuple[str, str]]:
    """Return the steps that came out otherwise, (ours, theirs), up to where the two took different ways."""
    found: dict[str, tuple[str, str]] = {}
    for (step, our), (their_step, their) in zip(ours, theirs, strict=False):
        if step != their_step:
            found.setdefault(step, (our, f"went to {their_step}"))
            return found
        if our != their:
            found[step] = (our, their)
    if len(ours) != len(theirs) and not found:
        longer = max(ours, theirs, key=len)
        step = longer[min(len(ours), len(theirs))][0]
        found[step] = ("taken", "not taken") if longer is ours else ("not taken", "taken")
    return found
