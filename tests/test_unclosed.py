"""Shows that what a run made is found again, by what the profile's workflow `cleanup` says."""

from __future__ import annotations

import msgspec
from tinyapi.bench import BASE, bundle, json_reply

from harness.arazzo import Workflow
from harness.evidence import Exchange, ExchangeId, Reply, Request, Times
from harness.unclosed import Tidying, left_open, tidying


def how() -> Tidying:
    found = tidying(bundle().workflows, bundle().contract)
    assert found is not None
    return found


def exchange(method: str, target: str, reply: Reply, from_party: str = "hallmark") -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0), from_party=from_party, to_party="product",
        request=Request(method=method, target=target, head=b""), reply=reply, times=Times(anchor=0),
    )  # fmt: skip


CREATED = exchange("POST", "/api/notes", json_reply(201, b'{"id": "n1"}', "Location: /api/notes/n1"))


def test_the_profile_says_how() -> None:
    assert (how().name, how().create, how().close, how().pointer) == ("noteId", "createNote", "closeNote", ("id",))


def test_a_profile_may_want_it_closed_at_once() -> None:
    workflow = bundle().workflows["cleanup"]
    mark = {"created_by": "createNote", "id": "/id", "at_once": True}
    wants = msgspec.structs.replace(workflow, inputs={"properties": {"noteId": {"x-hallmark": mark}}})
    found = tidying({"cleanup": wants}, bundle().contract)
    assert found is not None
    assert (found.at_once, how().at_once) == (True, False)


def test_without_a_word_in_the_profile_it_follows_from_the_paths() -> None:
    workflow = bundle().workflows["cleanup"]
    bare = msgspec.structs.replace(workflow, inputs={"properties": {"noteId": {"type": "string"}}})
    found = tidying({"cleanup": bare}, bundle().contract)
    assert found is not None
    assert (found.create, found.pointer) == ("createNote", ())
    assert left_open([CREATED], bundle().contract, BASE, found) == ("n1",)


def test_a_profile_without_the_workflow() -> None:
    assert tidying({}, bundle().contract) is None
    assert tidying({"cleanup": Workflow(id="cleanup", steps=())}, bundle().contract) is None


def test_what_was_made_and_not_closed() -> None:
    observations = [
        CREATED,
        exchange("POST", "/api/notes", json_reply(201, b'{"id": "n2"}')),
        exchange("POST", "/api/notes", json_reply(422, b'{"id": "n3"}')),
        exchange("POST", "/api/notes", json_reply(201, b"nonsense")),
        exchange("POST", "/api/notes", json_reply(201, b'{"id": "n4"}'), "product"),
        exchange("POST", "/api/notes/n1/closure", json_reply(204)),
        exchange("POST", "/api/notes/n2/closure", json_reply(409)),
    ]
    for order in (observations, observations[::-1]):
        assert left_open(order, bundle().contract, BASE, how()) == ("n2",)
