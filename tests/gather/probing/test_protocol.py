"""Shows what each kind of protocol probe sends."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest
from tinyapi.bench import Paper, bench, inputs, json_reply, new_note, operation

from harness.errors import TargetError
from harness.evidence import Exchange, Reply
from harness.gather.message import Message
from harness.gather.probing.protocol import PROTOCOL, probe, suits

OUTPUTS = {"noteId": "n1"}


def tried(
    kind: str,
    name: str,
    answer: Callable[[Message, str], Reply] = lambda message, identity: json_reply(200),
    **settings: Any,
) -> list[Exchange]:
    made, paper, _ = bench(answer)
    probe(kind, made, operation(name), OUTPUTS, settings)
    return paper.exchanges


def bodies(exchanges: list[Exchange]) -> list[dict[str, Any]]:
    return [json.loads(x.request.body) for x in exchanges]


def test_methods_that_the_path_does_not_take() -> None:
    assert [x.request.method for x in tried("methods", "listNotes")] == ["PUT", "PATCH", "DELETE"]
    assert [x.request.method for x in tried("methods", "getNote", methods="DELETE")] == ["DELETE"]
    assert {x.request.target for x in tried("methods", "getNote")} == {"/api/notes/n1"}


def test_head_follows_get() -> None:
    assert [x.request.method for x in tried("head", "getNote")] == ["GET", "HEAD"]


def test_a_media_type_that_is_not_on_offer() -> None:
    (only,) = tried("accept", "getNote")
    assert b"Accept: image/png" in only.request.head
    assert only.request.head.count(b"Accept:") == 1


def test_a_right_body_under_a_wrong_media_type() -> None:
    exchanges = tried("content-type", "createNote", content_type=["text/plain", "application/xml"])
    assert [b"Content-Type: text/plain" in x.request.head for x in exchanges] == [True, False]
    assert all(new_note().is_valid(body) for body in bodies(exchanges))


def test_bodies_that_are_no_json() -> None:
    exchanges = tried("malformed-json", "createNote")
    assert len(exchanges) == PROTOCOL["malformed-json"].estimate
    for exchange in exchanges:
        with pytest.raises(ValueError):  # noqa: PT011 - JSONDecodeError and UnicodeDecodeError are both ValueErrors
            json.loads(exchange.request.body)


def test_credentials_that_are_no_good() -> None:
    exchanges = tried("credentials", "getNote", credentials=["absent", "tampered", "expired"])
    assert [x.identity for x in exchanges] == ["absent", "tampered"], "expired was not declared"


def test_a_credential_that_cannot_be_had_is_passed_over() -> None:
    def answer(message: Message, identity: str) -> Reply:
        if identity == "alg-none":
            raise TargetError("no JWT")
        return json_reply(401)

    assert [x.identity for x in tried("credentials", "getNote", answer)] == ["absent", "malformed", "tampered"]


def test_every_way_of_being_wrong_after_one_that_is_right() -> None:
    def answer(message: Message, identity: str) -> Reply:
        if identity in ("expired", "wrong-audience", "other-certificate", "without-certificate", "tampered-claims"):
            raise TargetError("cannot be had")
        return json_reply(401)

    asked = [x.identity for x in tried("bad-credentials", "getNote", answer)]
    assert asked == ["own-agency", "malformed", "tampered", "alg-none", "in-query"]
    assert [x.identity for x in tried("no-credential", "getNote")] == ["absent"]


def test_a_scope_is_tried_where_one_is_asked_for_and_somebody_lacks_it() -> None:
    assert tried("scope", "getNote") == [], "nobody is declared who may only read"
    assert [x.identity for x in tried("scope", "getNote", identities="own-agency")] == ["own-agency"]
    assert not suits("scope", operation("getNote"))
    scoped = dataclasses.replace(operation("getNote"), security=((("oauth", ("notes:read",)),),))
    assert suits("scope", scoped)
    either = dataclasses.replace(scoped, security=((("oauth", ("notes:read",)),), (("key", ()),)))
    assert not suits("scope", either), "a key does without"
    nobody = dataclasses.replace(scoped, security=((), (("oauth", ("notes:read",)),)))
    assert not suits("no-credential", nobody)
    assert not suits("bad-credentials", nobody)


def test_each_required_member_is_left_out_once() -> None:
    exchanges = tried("missing-fields", "createNote")
    missing = [{"messageId", "sender", "text"} - body.keys() for body in bodies(exchanges)]
    assert missing == [{"messageId"}, {"sender"}, {"text"}]
    assert not any(new_note().is_valid(body) for body in bodies(exchanges))


def test_text_that_is_one_too_long() -> None:
    (only,) = bodies(tried("oversize", "createNote"))
    assert len(only["text"]) == 201
    assert only["text"].startswith("EXERCISE - HALLMARK")


def test_a_list_is_walked_to_its_end() -> None:
    def answer(message: Message, identity: str) -> Reply:
        page = {"": "1", "1": "2", "2": None}[message.target.partition("cursor=")[2]]
        return json_reply(200, json.dumps({"items": [], **({"nextCursor": page} if page else {})}).encode())

    exchanges = tried("paging", "listNotes", answer, limit=3)
    assert [x.request.target for x in exchanges] == [
        "/api/notes?limit=3",
        "/api/notes?limit=3&cursor=1",
        "/api/notes?limit=3&cursor=2",
    ]


@pytest.mark.parametrize(
    "reply", [json_reply(500), json_reply(200, b"nonsense"), json_reply(200, b'{"nextCursor": []}')]
)
def test_a_walk_ends_where_a_page_leads_nowhere(reply: Reply) -> None:
    assert len(tried("paging", "listNotes", lambda message, identity: reply)) == 1


def test_a_walk_in_a_circle_ends() -> None:
    always = json_reply(200, b'{"nextCursor": "same"}')
    assert len(tried("paging", "listNotes", lambda message, identity: always)) == 2


def test_bodies_have_fresh_identifiers_each_time() -> None:
    ids = [body.get("messageId") for body in bodies(tried("missing-fields", "createNote"))]
    assert len(set(ids)) == len(ids)


def test_nothing_is_sent_where_no_example_can_live() -> None:
    made, paper, _ = bench(lambda message, identity: json_reply(200), inputs=inputs(fixtures={}))
    for kind in ("content-type", "malformed-json", "missing-fields", "oversize"):
        probe(kind, made, operation("createNote"), {}, {})
    assert isinstance(paper, Paper)
    assert paper.exchanges == []


@pytest.mark.parametrize(
    "kind, suited",
    [
        ("head", {"listNotes", "getNote"}),
        ("content-type", {"createNote", "changeNote"}),
        ("paging", {"listNotes"}),
        ("methods", {"listNotes", "createNote", "getNote", "changeNote", "closeNote"}),
    ],
)
def test_which_operations_a_kind_suits(kind: str, suited: set[str]) -> None:
    names = ("listNotes", "createNote", "getNote", "changeNote", "closeNote")
    assert {name for name in names if suits(kind, operation(name))} == suited
