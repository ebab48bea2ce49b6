"""Turns the parts of one workflow, as written, into the model: templates, criteria, actions and outputs compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from harness.arazzo.model import (
    OWN,
    Await,
    End,
    FailureAction,
    Goto,
    Listen,
    Outputs,
    Parameter,
    RequestBody,
    Retry,
    Step,
    Stimulus,
)
from harness.arazzo.raw import (
    ArazzoError,
    JsonObject,
    RawAction,
    RawAwait,
    RawBody,
    RawComponents,
    RawCriterion,
    RawListen,
    RawParameter,
    RawReplacement,
    RawSelector,
    RawStep,
    RawStimulus,
    RawWorkflow,
    read,
)
from harness.arazzo.replace import replace
from harness.expression import (
    Criterion,
    ExpressionError,
    Reference,
    compile_criterion,
    parse_reference,
    parse_selected,
    parse_template,
)

Made = TypeVar("Made")


def read_step(document: JsonObject, workflow: RawWorkflow, components: RawComponents, where: str) -> Step:
    """One step, with what its workflow gives to all steps; raises ArazzoError."""
    raw = read(RawStep, document, where)
    if not raw.operation_id or raw.operation_path or raw.workflow_id:
        raise ArazzoError(
            "a step calls one operation", where=where, hint="give operationId, and nothing else, as its call"
        )
    source, operation = _operation(raw.operation_id, where)
    return Step(
        id=raw.step_id,
        operation=operation,
        source=source,
        description=raw.description,
        parameters=_parameters(workflow, raw, components, where),
        body=None if raw.request_body is None else _body(raw.request_body, f"{where}, requestBody"),
        criteria=_criteria(raw.success_criteria, f"{where}, successCriteria"),
        on_success=tuple(
            action
            for action in _actions(
                raw.on_success, workflow.success_actions, components.success_actions, where, "success"
            )
            if not isinstance(action, Retry)
        ),
        on_failure=_actions(raw.on_failure, workflow.failure_actions, components.failure_actions, where, "failure"),
        outputs=(*read_outputs(raw.outputs, f"{where}, outputs"), *_selected(raw, f"{where}, x-hallmark-outputs")),
        awaits=None if raw.awaits is None else _await(raw.awaits, f"{where}, x-hallmark-await"),
        identity=raw.identity or OWN,
        stimulus=None if raw.stimulus is None else _stimulus(raw.stimulus, f"{where}, x-hallmark-stimulus"),
    )


def _stimulus(document: JsonObject, where: str) -> Stimulus:
    raw = read(RawStimulus, document, where)
    if (raw.quiet or raw.calls == "all") and not raw.schedule:
        raise ArazzoError("nothing says how long is waited", where=where, hint="name a fixture under schedule")
    calls = raw.calls if isinstance(raw.calls, int) else -1
    return Stimulus(name=raw.name, calls=calls, quiet=raw.quiet, leave=raw.leave, schedule=raw.schedule)


def read_listen(document: JsonObject | None, where: str) -> Listen | None:
    """How calls are answered; raises ArazzoError."""
    if document is None:
        return None
    raw = read(RawListen, document, where)
    granted = raw.permission == "granted"
    return Listen(answers=raw.answers, permission=granted, granted_at=raw.granted_at, taken_at=raw.taken_at)


def read_outputs(outputs: Mapping[str, str], where: str) -> Outputs:
    """Named expressions; raises ArazzoError."""
    return tuple((name, _reference(text, f"{where}.{name}")) for name, text in outputs.items())


def _selected(raw: RawStep, where: str) -> Outputs:
    """Outputs that a query selects; raises ArazzoError, for a name that is given twice too."""
    if twice := raw.outputs.keys() & raw.selects.keys():
        raise ArazzoError(f"the output {min(twice)!r} is given twice", where=where)
    shapes = {name: read(RawSelector, each, f"{where}.{name}") for name, each in raw.selects.items()}
    return tuple((name, _selector(one, f"{where}.{name}")) for name, one in shapes.items())


def _selector(raw: RawSelector, where: str) -> Reference:
    return _compiled(lambda: parse_selected(raw.context, raw.selector), where)


def _reference(text: str, where: str) -> Reference:
    return _compiled(lambda: parse_reference(text), where)


def _compiled(make: Callable[[], Made], where: str) -> Made:
    """What `make` gives, an expression's error told with its place."""
    try:
        return make()
    except ExpressionError as error:
        raise ArazzoError(error.message, where=where, hint=error.hint) from error


def _operation(text: str, where: str) -> tuple[str, str]:
    """Source name (or "") and operationId of `createIncident` or `$sourceDescriptions.api.createIncident`."""
    if not text.startswith("$"):
        return "", text
    reference = _reference(text, f"{where}, operationId")
    if reference.root != "sourceDescriptions" or len(reference.path) != 2 or reference.pointer:
        raise ArazzoError(
            f"{text!r} names no operation", where=where, hint="write $sourceDescriptions.<name>.<operationId>"
        )
    return reference.path[0], reference.path[1]


def _parameters(workflow: RawWorkflow, step: RawStep, components: RawComponents, where: str) -> tuple[Parameter, ...]:
    """The workflow's parameters, overridden and followed by the step's."""
    own = _once([_parameter(one, components, where) for one in step.parameters], where)
    shared = _once([_parameter(one, components, where) for one in workflow.parameters], where)
    return tuple((shared | own).values())


def _once(parameters: list[Parameter], where: str) -> dict[tuple[str, str], Parameter]:
    by_place = {(one.location, one.name): one for one in parameters}
    if len(by_place) != len(parameters):
        raise ArazzoError("a parameter is given twice", where=where, hint="name and in together must be unique")
    return by_place


def _parameter(document: JsonObject, components: RawComponents, where: str) -> Parameter:
    found = _reused(document, components.parameters, "parameters", where)
    if "reference" in document and "value" in document:
        found = {**found, "value": document["value"]}
    raw = read(RawParameter, found, f"{where}, parameters")
    value = _compiled(lambda: parse_template(raw.value), f"{where}, parameter {raw.name}")
    return Parameter(name=raw.name, location=raw.location, value=value)


def _reused(document: JsonObject, shelf: Mapping[str, JsonObject], kind: str, where: str) -> JsonObject:
    """The component that a Reusable Object stands for, or the object itself."""
    if "reference" not in document:
        return document
    text = str(document["reference"])
    name = text.removeprefix(f"$components.{kind}.")
    if name == text or name not in shelf:
        known = ", ".join(sorted(shelf)) or "none"
        raise ArazzoError(f"{text!r} is not among the components", where=where, hint=f"components.{kind} has: {known}")
    return shelf[name]


def _body(document: JsonObject, where: str) -> RequestBody:
    raw = read(RawBody, document, where)
    payload = raw.payload
    for one in raw.replacements:
        replacement = read(RawReplacement, one, f"{where}, replacements")
        payload = replace(payload, replacement.target, replacement.value, where)
    return RequestBody(payload=_compiled(lambda: parse_template(payload), where), content_type=raw.content_type)


def _criteria(documents: Iterable[JsonObject], where: str) -> tuple[Criterion, ...]:
    return tuple(_criterion(one, f"{where}[{index}]") for index, one in enumerate(documents))


def _criterion(document: JsonObject, where: str) -> Criterion:
    raw = read(RawCriterion, document, where)
    kind = raw.type if isinstance(raw.type, str) else f"{raw.type.get('type')} {raw.type.get('version')}"
    return _compiled(lambda: compile_criterion(raw.condition, kind, raw.context), where)


def _await(document: JsonObject, where: str) -> Await:
    raw = read(RawAwait, document, where)
    return Await(
        operation=raw.operation,
        within=raw.within,
        criteria=_criteria(raw.criteria, f"{where}, criteria"),
        outputs=tuple((name, _either(given, f"{where}, outputs.{name}")) for name, given in raw.outputs.items()),
    )


def _either(given: str | tuple[str, ...], where: str) -> tuple[Reference, ...]:
    texts = (given,) if isinstance(given, str) else given
    if not texts:
        raise ArazzoError("no expression is given", where=where)
    return tuple(_reference(text, where) for text in texts)


def _actions(
    own: Iterable[JsonObject], shared: Iterable[JsonObject], shelf: Mapping[str, JsonObject], where: str, kind: str
) -> tuple[FailureAction, ...]:
    """The step's actions, then those of the workflow's that the step does not override by name."""
    mine = [_action(_reused(one, shelf, f"{kind}Actions", where), where, kind) for one in own]
    theirs = [_action(_reused(one, shelf, f"{kind}Actions", where), where, kind) for one in shared]
    for actions in (mine, theirs):
        if len({action.name for action in actions}) != len(actions):
            raise ArazzoError(f"two {kind} actions have one name", where=where)
    names = {action.name for action in mine}
    return tuple(mine + [action for action in theirs if action.name not in names])


def _action(document: JsonObject, where: str, kind: str) -> FailureAction:
    raw = read(RawAction, document, f"{where}, {kind} action")
    at = f"{where}, {kind} action {raw.name}"
    criteria = _criteria(raw.criteria, f"{at}, criteria")
    if raw.workflow_id:
        raise ArazzoError("going to another workflow is not supported", where=at, hint="use dependsOn, or give stepId")
    if raw.type == "end":
        return End(name=raw.name, criteria=criteria)
    if raw.type == "goto":
        if not raw.step_id:
            raise ArazzoError("a goto names no step", where=at, hint="give stepId")
        return Goto(name=raw.name, step=raw.step_id, criteria=criteria)
    if kind == "success":
        raise ArazzoError("a success cannot be retried", where=at, hint="use end or goto")
    return Retry(name=raw.name, after=raw.retry_after, limit=raw.retry_limit, step=raw.step_id, criteria=criteria)
