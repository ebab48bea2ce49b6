"""A reading shows the reply as the rules need it, computed once and never guessed."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import orjson
import pytest
from described import exchange, json_reply, one_operation, request, response
from hypothesis import given
from hypothesis import strategies as st

from harness import evidence as e
from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.reading.coding import CAP

THING = {"type": "object", "required": ["a"]}
CONTRACT = one_operation(
    {"responses": {"200": {"content": {"application/json": {"schema": THING}, "text/csv": {}}}}}, method="get"
)


def read(reply: e.Reply, method: str = "GET", **rest: Any) -> Reading:
    return Reading(exchange(request(method), reply, **rest), CONTRACT)


def test_a_whole_json_reply() -> None:
    x = read(
        response(200, "content-type: Application/JSON; Charset=UTF-8", "Allow: GET", "allow: PUT", body=b'{"a":1}')
    )
    assert (x.status, x.media_type, x.charset, x.says_json, x.has_body) == (
        200,
        "application/json",
        "utf-8",
        True,
        True,
    )
    assert (x.reply_json, x.reply_bytes) == ({"a": 1}, b'{"a":1}')
    assert x.reply_headers.get("ALLOW") == "GET, PUT"
    assert (x.media_type_documented, x.has_reply_schema, x.reply_problems, x.reply_unknown) == (True, True, (), ())
    assert x.reply_json is x.reply_json


@pytest.mark.parametrize(
    "reply, documented, schema",
    [
        (json_reply({"a": 1}), True, True),
        (json_reply({}, 404), False, False),
        (response(200, "Content-Type: text/csv", body=b"x"), True, False),
        (response(200, "Content-Type: text/html", body=b"x"), False, False),
        (response(200, body=b"x"), False, False),
        (e.Silence(why="timeout"), False, False),
    ],
)
def test_what_the_contract_says_of_it(reply: e.Reply, documented: bool, schema: bool) -> None:
    x = read(reply)
    assert (x.media_type_documented, x.has_reply_schema) == (documented, schema)


@pytest.mark.parametrize(
    "reply, why",
    [
        (response(200), "empty"),
        (json_reply(b"<html>"), "syntax"),
        (json_reply(b'{"a":"\xff"}'), "encoding"),
        (json_reply(b"[" * 300 + b"]" * 300), "depth"),
        (json_reply(b'{"a":1,"a":1}'), "duplicate_key"),
        (response(200, "Content-Encoding: gzip", body=b"{}"), "content_coding"),
        (response(200, "Content-Encoding: br", body=b"{}"), "content_coding"),
        (response(200, "Content-Encoding: gzip", body=gzip.compress(b"\x00" * (CAP + 1), mtime=0)), "bomb"),
        (e.Partial(why="reset", status=200, head=b"HTTP/1.1 200 OK", body=b"{}"), "partial"),
        (e.Silence(why="timeout"), "silence"),
    ],
)
def test_what_is_not_json(reply: e.Reply, why: str) -> None:
    found = read(reply).reply_json
    assert isinstance(found, NotJson)
    assert found.why == why


def test_content_codings_are_undone() -> None:
    for coding, squeeze in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        x = read(
            response(200, "Content-Type: application/json", f"Content-Encoding: {coding}", body=squeeze(b'{"a":1}'))
        )
        assert (x.reply_json, x.reply_bytes, x.reply_problems) == ({"a": 1}, b'{"a":1}', ())


def test_bytes_that_cannot_be_decoded_stay_as_they_came() -> None:
    assert read(response(200, "Content-Encoding: gzip", body=b"Traceback")).reply_bytes == b"Traceback"
    assert read(e.Partial(why="reset", status=500, head=b"", body=b"Trace")).reply_bytes == b"Trace"
    assert read(e.Silence(why="timeout")).reply_bytes == b""


@pytest.mark.parametrize(
    "method, reply, unexpected",
    [
        ("HEAD", response(200), False),
        ("HEAD", e.Partial(why="malformed", status=200, body=b"x"), True),
        ("GET", response(200, body=b"x"), False),
        ("GET", response(204, body=b"x"), True),
        ("GET", e.Partial(why="malformed", status=304, body=b"x"), True),
        ("GET", e.Silence(why="timeout"), False),
    ],
)
def test_content_where_none_may_be(method: str, reply: e.Reply, unexpected: bool) -> None:
    assert read(reply, method).unexpected_body is unexpected


def test_redacted_values() -> None:
    body = b'{"a":{"n":"****"},"b":1}'
    mark = e.Redaction(part="reply.body", offset=11, length=4, marker="personal:/a/n", pointer="/a/n")
    x = read(json_reply(body), redactions=(mark,))
    assert [x.is_redacted(p) for p in ("/a/n", "/a", "", "/b", "/a/nn")] == [True, True, True, False, False]
    assert not read(json_reply(body)).is_redacted("/a/n")
    assert not x.header_redacted("content-type")


@given(st.binary(max_size=60), st.binary(max_size=60), st.integers(100, 599), st.sampled_from(["GET", "HEAD", "X"]))
def test_no_reply_is_too_odd_to_read(head: bytes, body: bytes, status: int, method: str) -> None:
    x = read(e.Response(status=status, head=b"HTTP/1.1 200 OK\r\n" + head, body=body), method)
    assert x.reply_check.total == len(x.reply_problems)
    assert isinstance(x.reply_bytes, bytes)
    assert x.charset == x.charset.lower()


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 9), max_size=3))
def test_json_is_read_as_it_was_written(value: dict[str, int]) -> None:
    x = read(json_reply(orjson.dumps(value)))
    assert x.reply_json == value
    assert bool(x.reply_problems) is ("a" not in value)
