"""What an operation needs is made by the operation that creates it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from schemas import OK, body_of, contract_of
from tinyapi.bench import bench, json_reply

from harness.contract import Contract
from harness.evidence import Reply
from harness.gather.fuzzing.producing import Producer, creating, deleting, identified
from harness.gather.message import Message

BODY = body_of({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}})


def made_of(*paths: str) -> Contract:
    described: dict[str, Any] = {}
    for path in paths:
        names = [piece.partition("}")[0] for piece in path.split("{")[1:]]
        parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        post = {"operationId": f"post {path}", "requestBody": BODY, "parameters": parameters, **OK}
        rest = {
            method: {"operationId": f"{method} {path}", "parameters": parameters, **OK} for method in ("get", "delete")
        }
        described[path] = rest if path.endswith("}") else {"post": post}
    return contract_of(described)


CONTRACT = made_of("/people", "/people/{personId}", "/people/{personId}/notes", "/people/{personId}/notes/{id}")


def producer(answer: Any) -> tuple[Producer, list[Message]]:
    sent: list[Message] = []

    def answering(message: Message, identity: str) -> Reply:
        sent.append(message)
        return answer(message)

    made, _, _ = bench(answering)
    return Producer(dataclasses.replace(made, contract=CONTRACT), {}), sent


def test_a_thing_inside_a_thing_is_made_from_the_outside_in() -> None:
    def answer(message: Message) -> Reply:
        return json_reply(201, json.dumps({"id": "n7"} if "notes" in message.target else {"personId": "p1"}).encode())

    made, sent = producer(answer)
    operation = CONTRACT.operation("get /people/{personId}/notes/{id}")
    assert operation is not None
    assert made.parameters(operation) == {("path", "personId"): "p1", ("path", "id"): "n7"}
    assert [message.target for message in sent] == ["/people", "/people/p1/notes"]
    assert [path for path, _ in made.made] == ["/api/people/p1", "/api/people/p1/notes/n7"]


def test_where_nothing_can_be_made_nothing_is_known() -> None:
    made, sent = producer(lambda message: json_reply(403))
    operation = CONTRACT.operation("get /people/{personId}")
    assert operation is not None
    assert made.parameters(operation) == {}
    assert 1 <= len(sent) <= 4


def test_the_location_tells_where_the_content_does_not() -> None:
    made, _ = producer(lambda message: json_reply(201, b"{}", "Location: /api/people/p%209"))
    operation = CONTRACT.operation("get /people/{personId}")
    assert operation is not None
    assert made.parameters(operation) == {("path", "personId"): "p 9"}


@pytest.mark.parametrize(
    "body, found",
    [
        ({"personId": "a", "id": "b"}, "a"),
        ({"id": 7}, "7"),
        ({"data": {"uuid": "u"}}, "u"),
        ({"noteId": "n", "name": "x"}, "n"),
        ({"aId": "1", "bId": "2"}, None),
        ({"id": True}, None),
        ([1], None),
    ],
)
def test_an_identifier_is_told_by_its_name(body: Any, found: str | None) -> None:
    assert identified(body, "person_id") == found


def test_what_makes_and_deletes_a_thing_is_found() -> None:
    assert creating(CONTRACT, "/people/{personId}/notes", "personId") is CONTRACT.operation("post /people")
    assert deleting(CONTRACT, "/people") is CONTRACT.operation("delete /people/{personId}")
    assert deleting(CONTRACT, "/other") is None
