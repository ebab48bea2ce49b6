"""What workflows speak of exists, or is named in the error."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.arazzo.links import step_references
from harness.arazzo.parse import parse
from harness.arazzo.raw import ArazzoError

KNOWN = {"createIncident", "closeIncident", "updateIncident", "incidentClosed"}
Spoil = Callable[[dict[str, Any]], object]


def flow(document: dict[str, Any]) -> dict[str, Any]:
    return document["workflows"][1]


def step(document: dict[str, Any]) -> dict[str, Any]:
    return flow(document)["steps"][1]


def awaiting(document: dict[str, Any]) -> dict[str, Any]:
    return flow(document)["steps"][0]["x-hallmark-await"]


@pytest.mark.parametrize(
    "spoil,says,place",
    [
        (lambda d: d["workflows"].append(d["workflows"][0]), "one workflowId", "f"),
        (lambda d: d["sourceDescriptions"].append(d["sourceDescriptions"][0]), "one name", "f"),
        (lambda d: flow(d).update(dependsOn=["nope"]), "'nope'", "close-then-update"),
        (lambda d: flow(d).update(dependsOn=["close-then-update"]), "depends on itself", "close-then-update"),
        (lambda d: d["workflows"][0].update(dependsOn=["close-then-update"]), "depends on itself", "workflow create"),
        (lambda d: step(d).update(stepId="close"), "this stepId", "step close"),
        (lambda d: step(d).update(onFailure=[{"name": "a", "type": "goto", "stepId": "x"}]), "step 'x'", "step update"),
        (
            lambda d: step(d).update(onFailure=[{"name": "a", "type": "retry", "stepId": "x"}]),
            "step 'x'",
            "step update",
        ),
        (lambda d: step(d).update(operationId="nope"), "no operation 'nope'", "step update"),
        (lambda d: awaiting(d).update(operation="nope"), "no operation 'nope'", "step close"),
        (lambda d: awaiting(d).update(outputs={"etag": "$request.body"}), "output 'etag'", "step close"),
        (lambda d: step(d).update(operationId="$sourceDescriptions.x.updateIncident"), "'x'", "step update"),
        (
            lambda d: d["sourceDescriptions"].append({"name": "b", "url": "./b.yaml", "type": "openapi"}),
            "several OpenAPI sources",
            "step post",
        ),
        (lambda d: step(d).update(requestBody={"payload": "$steps.x.outputs.y"}), "names a step", "step update"),
        (
            lambda d: step(d).update(requestBody={"payload": ["a {$steps.close.outputs.y}"]}),
            "not defined\n.*etag, event",
            "step update",
        ),
        (
            lambda d: step(d).update(parameters=[{"name": "a", "in": "query", "value": "$inputs.x"}]),
            "inputs.x",
            "step update",
        ),
        (lambda d: step(d).update(successCriteria=[{"condition": "$inputs.x == 1"}]), "inputs.x", "step update"),
        (lambda d: step(d).update(outputs={"a": "$workflows.x.outputs.id"}), "names a workflow", "step update"),
        (lambda d: step(d).update(outputs={"a": "$workflows.create.outputs.x"}), "not defined", "step update"),
        (lambda d: step(d).update(outputs={"a": "$workflows.create.inputs.x"}), "not defined", "step update"),
        (lambda d: step(d).update(outputs={"a": "$outputs.x"}), "not defined", "step update"),
        (lambda d: flow(d).update(outputs={"a": "$steps.close.outputs.x"}), "not defined", "output a"),
        (lambda d: flow(d).pop("inputs"), "inputs.reason is not defined", "step close"),
    ],
)
def test_what_is_not_there_is_named(document: dict[str, Any], spoil: Spoil, says: str, place: str) -> None:
    spoil(document)
    with pytest.raises(ArazzoError, match=says) as caught:
        parse(document, "f", KNOWN)
    assert caught.value.where.startswith("f")
    assert place in caught.value.where


def test_operations_are_checked_only_against_a_list(document: dict[str, Any]) -> None:
    step(document)["operationId"] = "nope"
    assert parse(document, "f")[1].steps[1].operation == "nope"


def test_an_arazzo_source_needs_no_prefix(document: dict[str, Any]) -> None:
    document["sourceDescriptions"].append({"name": "b", "url": "./b.arazzo.yaml", "type": "arazzo"})
    assert len(parse(document, "f", KNOWN)) == 2


def test_every_expression_of_a_step_is_seen(document: dict[str, Any]) -> None:
    close = parse(document, "f", KNOWN)[1].step("close")
    assert [one.text for one in step_references(close)] == [
        "$workflows.create.outputs.id",
        "$inputs.reason",
        "$statusCode",
        "$response.body",
        "$response.header.ETag",
        "$request.body#/event",
        "$request.body#/id",
    ]
