"""What a redaction touches is known by pointer, and by place where there is no pointer."""

from __future__ import annotations

import orjson
import pytest
from described import head

from harness.contract import Problem
from harness.evidence import Redaction
from harness.reading.redacted import Redacted, fields_touched, restored, target_touched

BODY = b'{"a":{"b":"****","c":1},"d":[****,"x"]}'


def mark(part: str, offset: int, length: int = 4, pointer: str = "") -> Redaction:
    return Redaction(part=part, offset=offset, length=length, marker="personal:x", pointer=pointer)


def redacted(*pointers: str) -> Redacted:
    return Redacted([mark("reply.body", 0, pointer=pointer) for pointer in pointers], "reply.body", b"")


@pytest.mark.parametrize(
    "pointer, yes", [("/a/b", True), ("/a/b/c", True), ("/a", True), ("", True), ("/a/bc", False), ("/x", False)]
)
def test_touches(pointer: str, yes: bool) -> None:
    assert redacted("/a/b").touches(pointer) is yes


def test_a_redaction_without_pointer_is_found_by_its_place() -> None:
    readable = BODY.replace(b"[****", b"[1111")
    found = Redacted([mark("reply.body", 11), mark("reply.body", 31), mark("request.body", 1)], "reply.body", readable)
    assert found.pointers == ("/a/b", "/d/0")


def test_a_redaction_that_cannot_be_placed_touches_everything() -> None:
    found = Redacted([mark("reply.body", 11)], "reply.body", b"<html>" + BODY)
    assert found.pointers == ("",)
    assert found.touches("/x")
    assert not Redacted([], "reply.body", BODY)


@pytest.mark.parametrize(
    "code, pointer, conditional, yes",
    [
        ("pattern", "/a/b", False, True),
        ("pattern", "/a/b/c", False, True),
        ("type", "/a", False, False),
        ("required", "/a/x", False, False),
        ("oneOf", "/a", False, True),
        ("enum", "", False, True),
        ("uniqueItems", "/x", False, False),
        ("required", "/x", True, True),
    ],
)
def test_which_problems_a_redaction_may_explain(code: str, pointer: str, conditional: bool, yes: bool) -> None:
    problem = Problem(part="body", code=code, pointer=pointer)
    assert redacted("/a/b").explains(problem, conditional) is yes
    assert redacted().explains(problem, conditional) is False


def test_asterisks_outside_of_strings_are_made_readable() -> None:
    marks = [mark("reply.body", 11), mark("reply.body", 29), mark("request.body", 0)]
    assert BODY[29:33] == b"****"
    assert orjson.loads(restored(BODY, marks, "reply.body")) == {"a": {"b": "****", "c": 1}, "d": [1, "x"]}
    assert orjson.loads(restored(b" ****", [mark("reply.body", 1)], "reply.body")) == 1
    long = b"[" + b"*" * 500 + b"]"
    assert orjson.loads(restored(long, [mark("reply.body", 1, 500)], "reply.body")) == [1]


def test_fields() -> None:
    data = head("GET / HTTP/1.1", "Host: a", "Authorization: Bearer ****", "X: y")
    at = data.index(b"****")
    assert fields_touched([mark("request.head", at), mark("reply.head", 17)], "request.head", data) == {"authorization"}


def test_targets() -> None:
    target = "/a/****/b?x=1&na%20me=****&z"
    first, second = target.index("****"), target.rindex("****")
    assert target_touched([mark("request.target", second)], target) == ({"na%20me"}, False)
    assert target_touched([mark("request.target", first)], target) == (frozenset(), True)
    assert target_touched([mark("request.head", first)], target) == (frozenset(), False)
