"""The scope of an exchange: each part where its expression looks for it, parsed only when asked for."""

import pytest

from harness.expression.exchange import exchange_scope, json_or_missing, query_of
from harness.expression.missing import MISSING
from harness.expression.reference import parse_reference
from harness.expression.scope import Scope

SCOPE = exchange_scope(
    method="PATCH",
    url="http://127.0.0.1/incidents/i%2F1?limit=5&limit=6&q=a+b",
    path={"id": "i/1"},
    request_headers=[("If-Match", '"1"'), ("Content-Type", "application/merge-patch+json")],
    request_body=b'{"status": "closed"}',
    status=200,
    response_headers=[("ETag", '"2"'), ("content-type", "application/json; charset=utf-8")],
    response_body=b'{"id": "i/1", "list": [1]}',
)


def resolve(text: str, scope: Scope = SCOPE) -> object:
    return parse_reference(text).resolve(scope)


@pytest.mark.parametrize(
    "text,value",
    [
        ("$method", "PATCH"),
        ("$url", "http://127.0.0.1/incidents/i%2F1?limit=5&limit=6&q=a+b"),
        ("$statusCode", 200),
        ("$request.path.id", "i/1"),
        ("$request.query.limit", "5"),
        ("$request.query.q", "a b"),
        ("$request.header.if-match", '"1"'),
        ("$request.body#/status", "closed"),
        ("$response.header.Etag", '"2"'),
        ("$response.body#/list/0", 1),
        ("$response.header.absent", MISSING),
        ("$request.query.absent", MISSING),
    ],
)
def test_parts(text: str, value: object) -> None:
    assert resolve(text) == value


def test_no_reply_leaves_nothing_of_it() -> None:
    scope = exchange_scope(method="GET", url="http://127.0.0.1/", path={})
    for text in ("$statusCode", "$response.body", "$response.header.etag", "$request.body"):
        assert resolve(text, scope) is MISSING


@pytest.mark.parametrize(
    "media_type,body,value",
    [
        ("application/json", b"[1]", [1]),
        ("application/problem+json", b"[1]", [1]),
        ("Application/JSON;charset=utf-8", b"[1]", [1]),
        ("", b"[1]", [1]),
        ("text/plain", b"[1]", "[1]"),
        ("text/html", b"<p>\xff", MISSING),
        ("application/json", b"<p>", MISSING),
        ("application/json", b"", MISSING),
        ("application/json", b"null", None),
    ],
)
def test_bodies_by_media_type(media_type: str, body: bytes, value: object) -> None:
    headers = [("Content-Type", media_type)] if media_type else []
    scope = exchange_scope(
        method="GET", url="http://127.0.0.1/", path={}, status=200, response_headers=headers, response_body=body
    )
    found = resolve("$response.body", scope)
    assert found == value
    assert type(found) is type(value)


def test_bodies_are_parsed_once_and_only_when_asked_for() -> None:
    asked: list[int] = []
    scope = exchange_scope(
        method="GET", url="http://127.0.0.1/", path={}, status=200, response_body=lambda: asked.append(1) or {"a": 1}
    )
    assert resolve("$statusCode", scope) == 200
    assert asked == []
    assert resolve("$response.body#/a", scope) == 1
    assert resolve("$response.body#/a", scope) == 1
    assert asked == [1]


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"[" * 5_000 + b"]" * 5_000, b"1" * 5_000, b"1e999", b"NaN", b'"\xff"', b"{", b"[1] [2]"]
)
def test_hostile_json_is_missing(body: bytes) -> None:
    assert json_or_missing(body) is MISSING


def test_an_address_that_cannot_be_taken_apart_has_no_query() -> None:
    assert query_of("http://[::1/?a=1") == {}
    assert query_of("/path?a=&b") == {"a": "", "b": ""}
