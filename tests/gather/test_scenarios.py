"""Shows how workflows are walked: bodies, outputs, criteria, actions, identities, awaited calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tinyapi.bench import NOTHING, Paper, StillClock, bench, bundle, inputs, json_reply

from harness.arazzo import Workflow, parse
from harness.evidence import Exchange, ExchangeId, Reply, Request, Times
from harness.gather.bench import Bench
from harness.gather.inputs import Unfillable
from harness.gather.message import Message
from harness.gather.scenarios import walk


def answers(*replies: Reply) -> Callable[[Message, str], Reply]:
    rest = iter(replies)
    return lambda message, identity: next(rest)


MADE = json_reply(201, b'{"id": "n1"}')
READ = json_reply(200, b'{"id": "n1"}')


def flow(name: str) -> Workflow:
    return bundle().workflows[name]


def test_outputs_of_a_step_fill_the_next() -> None:
    made, paper, _ = bench(answers(MADE, READ))
    walked = walk(flow("create-and-read"), made)
    assert (walked.ended, walked.step) == ("succeeded", "read")
    first, second = paper.exchanges
    assert json.loads(first.request.body)["sender"] == "GB-POL-1"
    assert second.request.target == "/api/notes/n1"
    assert [x.intent for x in paper.exchanges] == ["step create", "step read"]


def test_outputs_of_the_workflow() -> None:
    made, _, _ = bench(answers(MADE))
    assert walk(flow("open-note"), made).outputs == {"noteId": "n1"}


def test_a_failed_step_ends_the_walk_and_raises_nothing() -> None:
    made, paper, _ = bench(answers(json_reply(500)))
    assert walk(flow("create-and-read"), made).ended == "failed"
    assert len(paper.exchanges) == 1


def test_no_answer_ends_the_walk() -> None:
    made, _, _ = bench(answers(NOTHING))
    assert walk(flow("create-and-read"), made).ended == "no-answer"


@pytest.mark.parametrize("body", [b"not json", b"{}", b'{"id": {"deep": 1}}', b""])
def test_an_output_that_is_not_there_ends_the_walk_where_it_is_needed(body: bytes) -> None:
    made, paper, _ = bench(answers(json_reply(201, body)))
    assert walk(flow("create-and-read"), made).ended == "unfilled"
    assert len(paper.exchanges) == 1


def test_a_given_input_comes_first_and_a_lacking_one_is_named() -> None:
    made, paper, _ = bench(answers(MADE, READ))
    walk(flow("create-and-read"), made, {"text": "given"})
    assert json.loads(paper.exchanges[0].request.body)["text"] == "given"
    without, _, _ = bench(answers(), inputs=inputs(fixtures={}))
    with pytest.raises(Unfillable, match="own_agency"):
        walk(flow("create-and-read"), without)


def test_a_step_is_sent_as_its_identity() -> None:
    made, paper, _ = bench(answers(MADE, json_reply(404)))
    assert walk(flow("strangers"), made).ended == "succeeded"
    assert [x.identity for x in paper.exchanges] == ["own-agency", "other-agency"]


def test_retries_wait_are_numbered_and_have_an_end() -> None:
    made, paper, clock = bench(answers(json_reply(503), json_reply(503), json_reply(200)))
    assert walk(flow("patient"), made).ended == "succeeded"
    assert clock.slept == [500_000, 500_000]
    assert [x.attempt for x in paper.exchanges] == [1, 2, 3]
    assert [x.caused_by for x in paper.exchanges] == [None, paper.exchanges[0].id, paper.exchanges[1].id]
    made, paper, _ = bench(answers(*[json_reply(503)] * 3))
    assert walk(flow("patient"), made).ended == "failed"


@pytest.mark.parametrize(
    "field, slept",
    [("Retry-After: 7", 7_000_000), ("Retry-After: 99999999999", 60_000_000), ("Retry-After: soon", 500_000)],
)
def test_a_retry_after_overrules(field: str, slept: int) -> None:
    made, _, clock = bench(answers(json_reply(503, b"", field), json_reply(200)))
    walk(flow("patient"), made)
    assert clock.slept == [slept]


def test_an_object_can_be_sent_as_a_form() -> None:
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "f", "version": "1"},
        "sourceDescriptions": [{"name": "n", "url": "n.yaml", "type": "openapi"}],
        "workflows": [{"workflowId": "f", "steps": [{"stepId": "s", "operationId": "createNote", "requestBody": {
            "contentType": "application/x-www-form-urlencoded", "payload": {"a b": "c&d", "e": "ŷ"}}}]}],
    }  # fmt: skip
    made, paper, _ = bench(answers(MADE))
    walk(parse(document, "f.yaml")[0], made)
    assert paper.exchanges[0].request.body == b"a+b=c%26d&e=%C5%B7"
    assert b"Content-Type: application/x-www-form-urlencoded" in paper.exchanges[0].request.head


def test_a_criterion_of_the_retry_must_hold() -> None:
    made, paper, _ = bench(answers(json_reply(500)))
    assert walk(flow("patient"), made).ended == "failed"
    assert len(paper.exchanges) == 1


def written(steps: list[dict[str, Any]]) -> Workflow:
    document = {
        "arazzo": "1.0.1",
        "info": {"title": "t", "version": "1"},
        "sourceDescriptions": [{"name": "notes", "url": "x", "type": "openapi"}],
        "workflows": [{"workflowId": "w", "steps": steps}],
    }
    return parse(document, "test")[0]


def step(name: str, **more: Any) -> dict[str, Any]:
    return {
        "stepId": name,
        "operationId": "listNotes",
        "successCriteria": [{"condition": "$statusCode == 200"}],
        **more,
    }


def test_an_answer_that_refuses_nothing_stretches_no_time() -> None:
    again = [{"name": "again", "type": "retry", "retryAfter": 0.5, "retryLimit": 1}]
    criteria = [{"condition": "$response.body#/done == true"}]
    made, _, clock = bench(answers(json_reply(200, b"{}", "Retry-After: 50"), json_reply(200, b'{"done": true}')))
    walked = walk(written([step("decided", successCriteria=criteria, onFailure=again)]), made)
    assert (walked.ended, clock.slept) == ("succeeded", [500_000])


def test_goto_and_end() -> None:
    steps = [
        step("a", onSuccess=[{"name": "jump", "type": "goto", "stepId": "c"}]),
        step("b"),
        step("c", onFailure=[{"name": "back", "type": "goto", "stepId": "b"}]),
        step("d", onSuccess=[{"name": "stop", "type": "end"}]),
        step("e"),
    ]
    made, paper, _ = bench(answers(*map(json_reply, (200, 500, 200, 200, 200))))
    walked = walk(written(steps), made)
    assert [x.intent for x in paper.exchanges] == ["step a", "step c", "step b", "step c", "step d"]
    assert (walked.ended, walked.step) == ("succeeded", "d")


def test_a_circle_has_an_end() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    walked = walk(written([step("a", onSuccess=[{"name": "again", "type": "goto", "stepId": "a"}])]), made)
    assert walked.ended == "circle"
    assert len(paper.exchanges) == 500


class Called:
    """Calls that have come by the time somebody waits."""

    def __init__(self, *bodies: bytes, before: int = 0) -> None:
        self.before = before
        self.calls = [
            Exchange(
                id=ExchangeId("p", 10 + number), from_party="product", to_party="hallmark",
                request=Request(method="POST", target="/x/notifications", head=b"POST /x HTTP/1.1", body=body),
                reply=json_reply(204), times=Times(anchor=0),
            )
            for number, body in enumerate(bodies)
        ]  # fmt: skip
        self.waited = 0.0

    def count(self) -> int:
        return self.before

    def wait(self, since: int, seconds: float, match: Callable[[Exchange], bool]) -> Exchange | None:
        self.waited = seconds
        return next((call for call in self.calls[since:] if match(call)), None)


def waiting(
    *bodies: bytes, before: int = 0, replies: tuple[Reply, ...] = (MADE, READ)
) -> tuple[Bench, Paper, StillClock]:
    calls = Called(*bodies, before=before)
    return bench(answers(*replies), calls=calls, inputs=inputs(public_url="http://127.0.0.1:1/t"))


def test_an_awaited_call_gives_outputs() -> None:
    made, paper, _ = waiting(b'{"id": "other"}', b'{"id": "n1"}')
    walked = walk(flow("notified"), made)
    assert walked.ended == "succeeded"
    assert walked.outputs == {"told": "n1"}
    assert json.loads(paper.exchanges[0].request.body)["callbackUrl"] == "http://127.0.0.1:1/t/notifications"


@pytest.mark.parametrize(
    "bodies, before",
    [
        pytest.param((), 0, id="nobody calls"),
        pytest.param((b'{"id": "other"}',), 0, id="about something else"),
        pytest.param((b'{"id": "n1"}',), 1, id="it came before"),
    ],
)
def test_a_call_that_does_not_come_ends_the_walk(bodies: tuple[bytes, ...], before: int) -> None:
    made, paper, _ = waiting(*bodies, before=before)
    assert walk(flow("notified"), made).ended == "no-call"
    assert len(paper.exchanges) == 1
