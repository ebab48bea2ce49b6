"""Checks that what workflows speak of exists: steps, outputs, inputs, other workflows and operations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from harness.arazzo.model import Document, Goto, Retry, Step, Workflow
from harness.arazzo.raw import ArazzoError
from harness.expression import Reference, references


def check(document: Document, where: str, operations: Collection[str] | None) -> None:
    """Raise ArazzoError for the first thing spoken of that does not exist."""
    workflows = {workflow.id: workflow for workflow in document.workflows}
    if len(workflows) != len(document.workflows):
        raise ArazzoError("two workflows have one workflowId", where=where)
    sources = {source.name for source in document.sources if source.type == "openapi"}
    if len({source.name for source in document.sources}) != len(document.sources):
        raise ArazzoError("two source descriptions have one name", where=where)
    for workflow in document.workflows:
        at = f"{where}, workflow {workflow.id}"
        _check_dependence(workflow, workflows, at)
        _check_steps(workflow, sources, operations, at)
        for place, reference in _spoken_of(workflow, at):
            _check_reference(reference, workflow, workflows, place)


def _check_dependence(workflow: Workflow, workflows: Mapping[str, Workflow], where: str) -> None:
    """Every dependence, near and far, exists and does not lead back here."""
    ahead, seen = list(workflow.depends_on), set[str]()
    while ahead:
        name = ahead.pop()
        if name not in workflows:
            raise ArazzoError(f"dependsOn names {name!r}, which is no workflow here", where=where)
        if name == workflow.id:
            raise ArazzoError("the workflow depends on itself", where=where)
        if name not in seen:
            seen.add(name)
            ahead.extend(workflows[name].depends_on)


def _check_steps(workflow: Workflow, sources: set[str], operations: Collection[str] | None, where: str) -> None:
    names = [step.id for step in workflow.steps]
    for step in workflow.steps:
        at = f"{where}, step {step.id}"
        if names.count(step.id) > 1:
            raise ArazzoError("two steps have this stepId", where=at)
        for action in (*step.on_success, *step.on_failure):
            if isinstance(action, Goto | Retry) and action.step and action.step not in names:
                raise ArazzoError(f"action {action.name} names step {action.step!r}, which is not here", where=at)
        _check_calls(step, sources, operations, at)


def _check_calls(step: Step, sources: set[str], operations: Collection[str] | None, where: str) -> None:
    if step.source and step.source not in sources:
        raise ArazzoError(f"there is no OpenAPI source description {step.source!r}", where=where)
    if not step.source and len(sources) > 1:
        raise ArazzoError(
            "with several OpenAPI sources, an operationId must name its own",
            where=where,
            hint="write $sourceDescriptions.<name>.<operationId>",
        )
    called = [step.operation] if step.awaits is None else [step.operation, step.awaits.operation]
    for operation in called:
        if operations is not None and operation not in operations:
            raise ArazzoError(f"there is no operation {operation!r} in the API description", where=where)
    if step.awaits is not None:
        twice = {name for name, _ in step.outputs} & {name for name, _ in step.awaits.outputs}
        if twice:
            raise ArazzoError(f"step and awaited call both give the output {min(twice)!r}", where=where)


def _spoken_of(workflow: Workflow, where: str) -> Iterator[tuple[str, Reference]]:
    """Every expression in a workflow, with its place."""
    for step in workflow.steps:
        for reference in step_references(step):
            yield f"{where}, step {step.id}", reference
    for name, reference in workflow.outputs:
        yield f"{where}, output {name}", reference


def step_references(step: Step) -> Iterator[Reference]:
    """Every expression in a step: parameters, body, criteria, actions, outputs and the awaited call."""
    for parameter in step.parameters:
        yield from references(parameter.value)
    if step.body is not None:
        yield from references(step.body.payload)
    for action in (*step.on_success, *step.on_failure):
        for criterion in action.criteria:
            yield from criterion.references
    for criterion in step.criteria:
        yield from criterion.references
    yield from (reference for _, reference in step.outputs)
    if step.awaits is not None:
        for criterion in step.awaits.criteria:
            yield from criterion.references
        for _, either in step.awaits.outputs:
            yield from either


def _check_reference(reference: Reference, workflow: Workflow, workflows: Mapping[str, Workflow], where: str) -> None:
    if reference.root == "steps":
        steps = {step.id: step for step in workflow.steps}
        if reference.path[0] not in steps:
            raise ArazzoError(f"{reference.text} names a step that is not in the workflow", where=where)
        _check_name(reference, _outputs(steps[reference.path[0]]), where)
    elif reference.root == "workflows":
        other = workflows.get(reference.path[0])
        if other is None:
            raise ArazzoError(f"{reference.text} names a workflow that is not here", where=where)
        _check_name(reference, _inputs(other) if reference.path[1] == "inputs" else _names(other), where)
    elif reference.root == "inputs":
        _check_name(reference, _inputs(workflow), where)
    elif reference.root == "outputs":
        _check_name(reference, _names(workflow), where)


def _check_name(reference: Reference, known: Collection[str], where: str) -> None:
    """The last name, or for a dotted one some head of it, is among the known."""
    words = reference.path[-1].split(".")
    if not any(".".join(words[:count]) in known for count in range(1, len(words) + 1)):
        listed = ", ".join(sorted(known)) or "none"
        raise ArazzoError(f"{reference.text} is not defined", where=where, hint=f"defined are: {listed}")


def _outputs(step: Step) -> set[str]:
    awaited = step.awaits.outputs if step.awaits is not None else ()
    return {name for name, _ in step.outputs} | {name for name, _ in awaited}


def _names(workflow: Workflow) -> set[str]:
    return {name for name, _ in workflow.outputs}


def _inputs(workflow: Workflow) -> Collection[str]:
    """Names that the inputs' schema declares; an input must be declared to be used."""
    properties = workflow.inputs.get("properties")
    return properties if isinstance(properties, Mapping) else ()
