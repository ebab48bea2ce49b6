"""Shows that the description's examples are sent, alive, and that conditional requests keep up."""

from __future__ import annotations

import json

from tinyapi.bench import bench, inputs, json_reply, operation

from harness.gather.probing import examples


def test_every_example_that_can_be_brought_to_life() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(201), inputs=inputs(public_url="http://us"))
    examples.probe(made, operation("createNote"), {})
    assert [x.intent for x in paper.exchanges] == ["example plain", "example called"]
    ids = [json.loads(x.request.body)["messageId"] for x in paper.exchanges]
    assert len(set(ids)) == 2


def test_a_declared_fixture_brings_its_example() -> None:
    made, paper, _ = bench(
        lambda message, identity: json_reply(201), inputs=inputs(fixtures={"own_agency": "GB-1", "uprn": "77"})
    )
    examples.probe(made, operation("createNote"), {})
    assert [json.loads(x.request.body).get("uprn") for x in paper.exchanges] == [None, "77", None]


def test_an_operation_without_a_body_is_sent_once() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    examples.probe(made, operation("getNote"), {"noteId": "n1"})
    (only,) = paper.exchanges
    assert (only.request.method, only.request.target, only.request.body) == ("GET", "/api/notes/n1", b"")


def test_a_new_entity_tag_is_named_in_the_next_request() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200, b"{}", 'ETag: "2"'))
    examples.probe(made, operation("changeNote"), {"noteId": "n1", "ifMatch": '"1"'})
    heads = [x.request.head for x in paper.exchanges]
    assert b'If-Match: "1"' in heads[0]
    assert b'If-Match: "2"' in heads[1]
