"""One step as written, made one step of the model."""

from typing import Any

import pytest

from harness.arazzo.model import OWN, End, Goto, Listen, Retry, Stimulus
from harness.arazzo.parse import parse
from harness.arazzo.raw import ArazzoError
from harness.expression import MISSING, fill, with_steps


def test_parameters_are_overridden_in_place_and_reused(document: dict[str, Any]) -> None:
    close, update = parse(document, "f")[1].steps
    values = [
        (one.location, one.name, fill(one.value, {"workflows": {"create": {"outputs": {"id": "i"}}}}))
        for one in close.parameters
    ]
    assert values == [
        ("path", "id", "i"),
        ("header", "Accept", "application/problem+json"),
        ("header", "X-Trace", "abc"),
    ]
    assert [one.name for one in update.parameters] == ["id", "Accept"]


def test_replacements_are_made_in_the_payload(document: dict[str, Any]) -> None:
    close = parse(document, "f")[1].step("close")
    assert close.body is not None
    assert close.body.content_type == "application/json"
    assert fill(close.body.payload, {"inputs": {"reason": "over"}}) == {
        "reason": "EXERCISE over",
        "list": [1, 3],
        "x-kept": True,
        "new": None,
    }


def test_actions_come_in_order_and_the_steps_override_the_workflows(document: dict[str, Any]) -> None:
    close, update = parse(document, "f")[1].steps
    assert close.on_success[0].criteria[0].holds({})
    assert [(type(one), one.name) for one in close.on_success] == [(Goto, "skip")]
    assert close.on_failure == (Retry(name="again", after=1.0, limit=5), End(name="stop"))
    assert update.on_failure == (
        Retry(name="again", after=0.5, limit=3, step="close"),
        End(name="done"),
        End(name="stop"),
    )


def test_a_retry_is_made_once_unless_it_says_more(document: dict[str, Any]) -> None:
    document["workflows"][0]["failureActions"] = [{"name": "again", "type": "retry"}]
    assert parse(document, "f")[0].steps[0].on_failure == (Retry(name="again", after=0.0, limit=1),)


def test_the_two_extensions(document: dict[str, Any]) -> None:
    close, update = parse(document, "f")[1].steps
    assert (close.identity, update.identity) == (OWN, "other-agency")
    assert update.awaits is None
    assert close.awaits is not None
    assert (close.awaits.operation, close.awaits.within) == ("incidentClosed", 5.0)
    inbound = {"request": {"body": {"event": "Closed", "id": "e1"}}}
    assert close.awaits.criteria[0].holds(inbound)
    assert close.awaits.given(inbound) == {"event": "e1"}
    assert update.body is not None
    assert fill(update.body.payload, with_steps({}, {"close": {"event": "e1"}})) == {"event": "e1"}


def test_an_awaited_call_may_have_a_value_in_either_of_two_places(document: dict[str, Any]) -> None:
    awaits = document["workflows"][1]["steps"][0]["x-hallmark-await"]
    awaits["outputs"] = {"event": ["$request.body#/id", "$request.body#/data/id"]}
    close = parse(document, "f")[1].steps[0]
    assert close.awaits is not None
    for body, found in (({"id": "e1", "data": {"id": "x"}}, "e1"), ({"data": {"id": "e2"}}, "e2"), ({}, MISSING)):
        assert close.awaits.given({"request": {"body": body}}) == {"event": found}
    awaits["outputs"] = {"event": []}
    with pytest.raises(ArazzoError, match="no expression is given"):
        parse(document, "f")


def test_what_a_product_is_made_to_do_and_how_it_is_answered(document: dict[str, Any]) -> None:
    workflow = document["workflows"][1]
    workflow["x-hallmark-listen"] = {"answers": ["503", "429:2", "reset", "307:away"], "permission": "refused"}
    workflow["steps"][0]["x-hallmark-stimulus"] = {
        "name": "publish",
        "calls": "all",
        "quiet": True,
        "leave": True,
        "schedule": "gaps",
    }
    parsed = parse(document, "f")[1]
    assert parsed.listen == Listen(answers=("503", "429:2", "reset", "307:away"), permission=False)
    assert parsed.steps[0].stimulus == Stimulus(name="publish", calls=-1, quiet=True, leave=True, schedule="gaps")
    assert parsed.steps[1].stimulus is None


@pytest.mark.parametrize(
    "listen, stimulus",
    [
        ({"answers": ["later"]}, {"name": "publish"}),
        ({"permission": "perhaps"}, {"name": "publish"}),
        ({}, {"name": "publish", "calls": "all"}),
        ({}, {"name": "publish", "quiet": True}),
        ({}, {"calls": 1}),
    ],
)
def test_what_cannot_be_waited_for_or_said_is_a_mistake(
    document: dict[str, Any], listen: dict[str, Any], stimulus: dict[str, Any]
) -> None:
    document["workflows"][1]["x-hallmark-listen"] = listen
    document["workflows"][1]["steps"][0]["x-hallmark-stimulus"] = stimulus
    with pytest.raises(ArazzoError):
        parse(document, "f")


def test_an_operation_may_name_its_source(document: dict[str, Any]) -> None:
    close, update = parse(document, "f")[1].steps
    assert (close.source, close.operation) == ("api", "closeIncident")
    assert (update.source, update.operation) == ("", "updateIncident")


@pytest.mark.parametrize(
    "changes,says",
    [
        ({"operationId": ""}, "calls one operation"),
        ({"operationPath": "x"}, "calls one operation"),
        ({"workflowId": "create"}, "calls one operation"),
        ({"operationId": "$sourceDescriptions.api"}, "names no operation"),
        ({"operationId": "$inputs.reason"}, "names no operation"),
        ({"operationId": "$nonsense"}, "not known"),
        ({"parameters": [{"name": "a", "in": "query", "value": 1}] * 2}, "twice"),
        ({"parameters": [{"name": "a", "in": "query", "value": "$input.x"}]}, "did you mean \\$inputs"),
        ({"parameters": [{"reference": "$components.parameters.nope"}]}, "not among the components"),
        ({"requestBody": {"payload": {"deep": ["{$inputs.reason"]}}}, "does not end"),
        ({"successCriteria": [{"condition": "$statusCode = 200"}]}, "not understood"),
        ({"successCriteria": [{"condition": "(", "type": "regex", "context": "$statusCode"}]}, "cannot be used"),
        ({"successCriteria": [{"condition": "$.a", "type": "jsonpath"}]}, "no context"),
        ({"successCriteria": [{"condition": "/a", "type": "xpath", "context": "$url"}]}, "'xpath' are not supported"),
        (
            {"successCriteria": [{"condition": "$", "type": {"type": "jsonpath", "version": "v0"}, "context": "$url"}]},
            "'jsonpath v0' are not supported",
        ),
        ({"outputs": {"a": "response.body"}}, "no expression"),
        ({"onSuccess": [{"name": "a", "type": "retry"}]}, "cannot be retried"),
        ({"onSuccess": [{"name": "a", "type": "goto"}]}, "names no step"),
        ({"onSuccess": [{"name": "a", "type": "goto", "workflowId": "create"}]}, "not supported"),
        ({"onFailure": [{"name": "a", "type": "end"}] * 2}, "one name"),
        ({"x-hallmark-await": {"operation": "a", "within": 1, "outputs": {"a": "$request"}}}, "not a part"),
        ({"x-hallmark-await": {"operation": "a", "within": 1, "criteria": [{}]}}, "condition"),
        ({"x-hallmark-identity": "other agency"}, "x-hallmark-identity"),
    ],
)
def test_a_mistake_is_told_with_file_workflow_and_step(
    document: dict[str, Any], changes: dict[str, Any], says: str
) -> None:
    document["workflows"][1]["steps"][1].update(changes)
    with pytest.raises(ArazzoError, match=says) as caught:
        parse(document, "close.arazzo.yaml")
    assert caught.value.where.startswith("close.arazzo.yaml, workflow close-then-update, step update")


def test_an_output_may_be_what_a_query_selects(document: dict[str, Any]) -> None:
    step = document["workflows"][1]["steps"][0]
    step["x-hallmark-outputs"] = {
        "big": {"context": "$response.body", "selector": "$[?@.n > 1].id", "type": "jsonpath"}
    }
    outputs = dict(parse(document, "f")[1].steps[0].outputs)
    assert outputs["big"].resolve({"response": {"body": [{"n": 1, "id": "a"}, {"n": 2, "id": "b"}]}}) == "b"


@pytest.mark.parametrize(
    "selector, said",
    [
        ({"context": "$response.body", "selector": "n >", "type": "jsonpath"}, "JSONPath"),
        ({"context": "response", "selector": "$", "type": "jsonpath"}, "no expression"),
        ({"context": "$response.body", "selector": "$", "type": "xpath"}, "xpath"),
        ({"context": "$response.body"}, "selector"),
    ],
)
def test_a_query_that_is_none(document: dict[str, Any], selector: dict[str, Any], said: str) -> None:
    document["workflows"][1]["steps"][0]["x-hallmark-outputs"] = {"big": selector}
    with pytest.raises(ArazzoError) as caught:
        parse(document, "f")
    assert said in str(caught.value)


def test_an_output_is_given_once(document: dict[str, Any]) -> None:
    step = document["workflows"][1]["steps"][0]
    step["outputs"] = {"a": "$response.body"}
    step["x-hallmark-outputs"] = {"a": {"context": "$response.body", "selector": "$", "type": "jsonpath"}}
    with pytest.raises(ArazzoError, match="given twice"):
        parse(document, "f")
