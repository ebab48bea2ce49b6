"""A request is read in its parts, and whether it was valid is recomputed from its bytes."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from described import one_operation, reading, request

from harness import evidence as e
from harness.contract import Contract
from harness.jsonbytes import NotJson

CONTRACT = one_operation(
    {
        "parameters": [
            {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 9}},
            {"name": "X-Key", "in": "header", "required": True, "schema": {"type": "string", "minLength": 2}},
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}},
        },
        "responses": {
            "200": {"content": {"application/json": {}}},
            "400": {"content": {"application/problem+json": {}}},
        },
    }
)
KEY = "X-Key: abc"
JSON = "Content-Type: application/json"


def sent(
    *lines: str, target: str = "/things", body: bytes = b'{"a":1}', contract: Contract = CONTRACT, **rest: Any
) -> Any:
    return reading(contract, request("POST", target, *lines, body=body), **rest)


def test_a_valid_request() -> None:
    x = sent(KEY, JSON, "Cookie: a=1", target="/things?limit=3&q=a&q=b")
    assert x.request_is_valid
    assert (x.request_problems, x.request_unknown, x.request_body_invalid) == ((), (), False)
    assert (x.query, x.cookies) == ({"limit": "3", "q": "a"}, {"a": "1"})
    assert x.query_items == (("limit", "3"), ("q", "a"), ("q", "b"))
    assert x.request_json == {"a": 1}


def test_a_request_for_no_operation_is_not_valid_and_has_no_problems() -> None:
    x = reading(CONTRACT, request("GET", "/none"))
    assert not x.request_is_valid
    assert x.request_problems == ()


@pytest.mark.parametrize(
    "body, coding, value",
    [
        (b'{"a":1}', "", {"a": 1}),
        (gzip.compress(b'{"a":1}', mtime=0), "gzip", {"a": 1}),
        (b"", "", NotJson("empty")),
        (b'{"a":1,"a":2}', "", NotJson("duplicate_key", "/a")),
        (b"x", "gzip", NotJson("content_coding")),
    ],
)
def test_the_content(body: bytes, coding: str, value: Any) -> None:
    x = sent(KEY, JSON, f"Content-Encoding: {coding}", body=body)
    assert x.request_json == value
    assert x.request_is_valid is (value == {"a": 1})
    if value == NotJson("content_coding"):
        assert x.request_bytes == body


def test_types_that_are_not_taken() -> None:
    assert sent(KEY, "Content-Type: text/plain").brings_undocumented_type
    assert not sent(KEY, JSON).brings_undocumented_type
    assert not sent(KEY).brings_undocumented_type
    assert sent(KEY).request_body_invalid


@pytest.mark.parametrize(
    "accept, nothing",
    [
        ("text/html", True),
        ("application/problem+json", True),
        ("application/json", False),
        ("*/*", False),
        (None, False),
    ],
)
def test_accept(accept: str | None, nothing: bool) -> None:
    lines = [] if accept is None else [f"Accept: {accept}"]
    assert sent(KEY, *lines).accepts_nothing_documented is nothing


def redaction(part: str, offset: int, length: int, **rest: Any) -> e.Redaction:
    return e.Redaction(part=part, offset=offset, length=length, marker="secret:x", **rest)


def test_the_credential_is_attested() -> None:
    mark = redaction("request.head", 0, 1, facts={"credential": "expired"})
    assert sent("Authorization: Bearer *", redactions=(mark,)).credential == "expired"
    assert sent("Authorization: Bearer *").credential == ""
    assert sent().credential == "absent"


def test_a_redacted_parameter_is_unknown() -> None:
    target = "/things?q=1&limit=****"
    x = sent(KEY, JSON, target=target, redactions=(redaction("request.target", target.index("****"), 4),))
    assert [(p.part, p.name, p.code) for p in x.request_unknown] == [("query", "limit", "redacted")]
    assert not x.request_problems
    assert not x.request_is_valid


def test_a_redacted_header_field_is_unknown() -> None:
    made = request("POST", "/things", "X-Key: *", JSON, body=b'{"a":1}')
    mark = redaction("request.head", made.head.index(b"*"), 1)
    x = reading(CONTRACT, made, redactions=(mark,))
    assert [(p.part, p.name) for p in x.request_unknown] == [("header", "X-Key")]
    assert not x.request_problems


def test_a_redacted_path_makes_its_parameters_unknown() -> None:
    contract = one_operation(
        {"parameters": [{"name": "id", "in": "path", "schema": {"type": "integer"}}]}, path="/things/{id}"
    )
    x = reading(contract, request("POST", "/things/****"), redactions=(redaction("request.target", 8, 4),))
    assert [(p.part, p.name) for p in x.request_unknown] == [("path", "id")]
    assert [(p.part, p.code) for p in reading(contract, request("POST", "/things/****")).request_problems] == [
        ("path", "type")
    ]


def test_a_redaction_elsewhere_hides_nothing() -> None:
    body = json.dumps({"b": "****"}).encode()
    mark = redaction("request.body", body.index(b"****"), 4, pointer="/b")
    x = sent(KEY, JSON, body=body, redactions=(mark,))
    assert [(p.code, p.pointer) for p in x.request_problems] == [("required", "/a")]
    assert x.is_redacted("/b", "request.body")
    assert not x.is_redacted("/b")
