"""Each odd request is right but for one thing."""

from __future__ import annotations

import json

from tinyapi.bench import bench, json_reply, new_note, operation

from harness.evidence import Exchange
from harness.gather.probing.odd import EXTRA, names_an_item
from harness.gather.probing.protocol import probe


def tried(kind: str, name: str) -> list[Exchange]:
    made, paper, _ = bench(lambda message, identity: json_reply(200))
    probe(kind, made, operation(name), {"noteId": "n1"}, {})
    return paper.exchanges


def test_one_more_member() -> None:
    (only,) = tried("unknown-member", "createNote")
    body = json.loads(only.request.body)
    assert body.pop(EXTRA).startswith("EXERCISE")
    assert new_note().is_valid(body)


def test_who_has_no_field_for_correlation_is_sent_none() -> None:
    assert tried("correlation", "createNote") == []


def test_what_is_not_there() -> None:
    (only,) = tried("absent", "getNote")
    assert only.request.target != "/api/notes/n1"
    assert names_an_item(operation("getNote"))
    assert not names_an_item(operation("listNotes"))
