"""Requests and replies are held against the contract part by part; what cannot be known is never a problem."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, json_reply, one_operation, reading, request, response

from harness import evidence as e
from harness.contract import Contract, Problem

SCHEMA = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1}}}
BODY = {
    "content": {"application/json": {"schema": SCHEMA}, "text/plain": {"schema": {"type": "string", "maxLength": 3}}}
}


def brief(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    return [(p.part, p.code, p.name or p.pointer) for p in problems]


def of_request(operation: dict[str, Any], *lines: str, target: str = "/things", body: bytes = b"", **rest: Any) -> Any:
    return reading(one_operation(operation, **rest), request("POST", target, *lines, body=body)).request_check


JSON = "Content-Type: application/json"


@pytest.mark.parametrize(
    "lines, body, found",
    [
        ((JSON,), b'{"a":1}', []),
        ((JSON + "; charset=utf-8",), b'{"a":1}', []),
        ((JSON,), b'{"a":0}', [("body", "minimum", "/a")]),
        ((JSON,), b"{}", [("body", "required", "/a")]),
        ((JSON,), b"{", [("body", "not_json", "")]),
        ((JSON,), b'{"a":1,"a":1}', [("body", "not_json", "/a")]),
        ((JSON,), b"", [("body", "missing", "")]),
        ((), b"{}", [("media_type", "missing", "")]),
        (("Content-Type: application/xml",), b"<a/>", [("media_type", "undocumented", "")]),
        (("Content-Type: text/plain",), b"abc", []),
        (("Content-Type: text/plain",), b"abcd", [("body", "maxLength", "")]),
    ],
)
def test_request_bodies(lines: tuple[str, ...], body: bytes, found: list[Any]) -> None:
    check = of_request({"requestBody": {**BODY, "required": True}}, *lines, body=body)
    assert brief(check.problems) == found
    assert check.sure


def test_a_body_that_is_not_required_may_be_left_out() -> None:
    assert of_request({"requestBody": BODY}).problems == ()
    assert of_request({}, body=b"x").problems == ()


def parameter(location: str, schema: Any, **rest: Any) -> dict[str, Any]:
    return {"parameters": [{"name": "p", "in": location, "schema": schema, **rest}]}


@pytest.mark.parametrize(
    "operation, target, lines, found",
    [
        (parameter("query", {"type": "integer"}), "/things?p=3", (), []),
        (parameter("query", {"type": "integer"}), "/things?p=x", (), [("query", "type", "p")]),
        (parameter("query", {"type": "integer", "maximum": 2}), "/things?p=3", (), [("query", "maximum", "p")]),
        (parameter("query", {"type": "integer"}), "/things", (), []),
        (parameter("query", True, required=True), "/things", (), [("query", "required", "p")]),
        (parameter("query", {"enum": ["a", 1, True]}), "/things?p=true", (), []),
        (parameter("query", {"type": "string", "format": "date-time"}), "/things?p=x", (), [("query", "format", "p")]),
        (parameter("header", {"type": "boolean"}), "/things", ("P: true",), []),
        (parameter("header", {"type": "boolean"}), "/things", ("P: yes",), [("header", "type", "p")]),
        (parameter("cookie", True, required=True), "/things", ("Cookie: q=1",), [("cookie", "required", "p")]),
    ],
)
def test_parameters(operation: dict[str, Any], target: str, lines: tuple[str, ...], found: list[Any]) -> None:
    assert brief(of_request(operation, *lines, target=target).problems) == found


def test_problems_of_parameters_point_into_their_value_and_the_contract() -> None:
    check = of_request(parameter("query", {"type": "array", "items": {"type": "integer"}}), target="/things?p=1&p=x")
    (problem,) = check.problems
    assert (problem.pointer, problem.name, problem.params) == ("/1", "p", {"expected": ["integer"], "found": "string"})
    assert problem.schema_pointer == "#/paths/~1things/post/parameters/0/schema/items/type"


def test_what_is_ambiguous_or_not_compiled_is_unknown() -> None:
    assert brief(of_request(parameter("query", {"type": "integer"}), target="/things?p=x&p=1").unknown) == [
        ("query", "ambiguous", "p")
    ]
    check = of_request(parameter("query", {"type": "time"}), target="/things?p=x")
    assert (check.problems, brief(check.unknown)) == ((), [("query", "unresolved", "p")])
    check = of_request({"parameters": [{"$ref": "#/nowhere"}]})
    assert (check.problems, brief(check.unknown)) == ((), [("query", "unresolved", "")])
    check = of_request({"requestBody": {"$ref": "#/nowhere"}}, JSON, body=b"{}")
    assert (check.problems, brief(check.unknown)) == ((), [("body", "unresolved", "")])


REPLIES: dict[str, Any] = {
    "200": {
        **BODY,
        "headers": {
            "ETag": {"required": True, "schema": {"type": "string", "pattern": '^(W/)?".*"$'}},
            "X-Count": {"schema": {"type": "integer"}},
            "X-Odd": {"schema": {"type": "time"}},
        },
    },
    "202": {},
    "204": {**BODY},
    "206": {"content": {"application/json": {"schema": {"type": "time"}}, "text/csv": {}}},
    "207": {
        "content": {
            "application/xml": {"schema": SCHEMA},
            "image/*": {"schema": {"type": "string", "format": "binary"}},
        }
    },
    "3XX": {"$ref": "#/nowhere"},
}
CONTRACT: Contract = one_operation({"responses": REPLIES})
TAG = 'ETag: "1"'


def of_reply(reply: e.Reply, method: str = "POST", **rest: Any) -> Any:
    contract = CONTRACT
    if method != "POST":
        contract = contract_of(document({"/things": {method.lower(): {"responses": REPLIES}}}))
    return reading(contract, request(method), reply, **rest).reply_check


@pytest.mark.parametrize(
    "reply, found",
    [
        (json_reply({"a": 1}, 200, TAG), []),
        (json_reply({"a": 0}, 200, TAG), [("body", "minimum", "/a")]),
        (json_reply(b"<html>", 200, TAG), [("body", "not_json", "")]),
        (json_reply(b'{"a":1,"a":1}', 200, TAG), [("body", "not_json", "/a")]),
        (json_reply({"a": 1}), [("header", "required", "ETag")]),
        (json_reply({"a": 1}, 200, "ETag: 1"), [("header", "pattern", "ETag")]),
        (json_reply({"a": 1}, 200, TAG, "X-Count: many"), [("header", "type", "X-Count")]),
        (json_reply({"a": 1}, 200, TAG, "X-Count: 7"), []),
        (response(200, TAG), [("body", "missing", "")]),
        (response(200, TAG, body=b"{}"), [("media_type", "missing", "")]),
        (response(200, TAG, "Content-Type: text/html", body=b"x"), [("media_type", "undocumented", "")]),
        (response(200, TAG, "Content-Type: text/plain", body=b"x"), []),
        (json_reply({}, 404), [("status", "undocumented", "")]),
        (json_reply({}, 202), []),
        (response(204), []),
        (response(206, "Content-Type: text/csv", body=b"x"), []),
        (response(207, "Content-Type: image/png", body=b"\xff"), []),
        (response(200, TAG, JSON, "Content-Encoding: gzip", body=b"x"), [("body", "not_json", "")]),
    ],
)
def test_replies(reply: e.Reply, found: list[Any]) -> None:
    check = of_reply(reply)
    assert brief(check.problems) == found
    assert check.sure


@pytest.mark.parametrize(
    "reply, found",
    [
        (e.Silence(why="timeout"), [("message", "silence", "")]),
        (e.Partial(why="our_cap", status=200, body=b"{"), [("message", "partial", "")]),
        (json_reply({"a": 1}, 200, TAG, "X-Odd: 1"), [("header", "unresolved", "X-Odd")]),
        (json_reply({}, 206), [("body", "unresolved", "")]),
        (response(207, "Content-Type: application/xml", body=b"<a/>"), [("body", "unread", "")]),
        (json_reply({}, 301), [("status", "unresolved", "")]),
    ],
)
def test_what_cannot_be_known_of_a_reply(reply: e.Reply, found: list[Any]) -> None:
    check = of_reply(reply)
    assert check.problems == ()
    assert brief(check.unknown) == found


def test_a_reply_to_head_has_no_content_to_judge() -> None:
    assert of_reply(response(200, TAG), "HEAD").problems == ()


def test_what_was_redacted_is_unknown() -> None:
    body = b'{"a":"****","b":1}'
    mark = e.Redaction(part="reply.body", offset=6, length=4, marker="personal:/a", pointer="/a")
    check = of_reply(json_reply(body, 200, TAG), redactions=(mark,))
    assert (check.problems, brief(check.unknown)) == ((), [("body", "type", "/a")])
    reply = json_reply({"a": 1}, 200, "ETag: **")
    mark = e.Redaction(part="reply.head", offset=reply.head.index(b"**"), length=2, marker="secret:x")
    check = of_reply(reply, redactions=(mark,))
    assert (check.problems, brief(check.unknown)) == ((), [("header", "redacted", "ETag")])


def test_a_bomb_and_our_own_damage_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = e.Redaction(part="reply.body", offset=0, length=1, marker="personal:/a")
    check = of_reply(response(200, TAG, JSON, "Content-Encoding: gzip", body=b"*"), redactions=(mark,))
    assert (check.problems, brief(check.unknown)) == ((), [("body", "not_json", "")])
    assert check.unknown[0].params == {"why": "redacted"}


@pytest.mark.parametrize("target, problems", [("/things?p=", []), ("/things?p=x", [("query", "type", "p")])])
def test_a_parameter_that_may_be_given_without_a_value(target: str, problems: list[Any]) -> None:
    parameter = {"name": "p", "in": "query", "allowEmptyValue": True, "schema": {"type": "integer"}}
    contract = one_operation({"parameters": [parameter]}, method="get")
    found = reading(contract, request("GET", target)).request_check
    assert (brief(found.problems), brief(found.unknown)) == (problems, [])


def test_content_of_which_nothing_is_said_is_right_whatever_it_is() -> None:
    contract = one_operation({"responses": {"200": {"content": {"application/xml": {"schema": {}}}}}}, method="get")
    reply = response(200, "Content-Type: application/xml", body=b"<a/>")
    assert reading(contract, request(), reply).reply_check.sure
