"""Content is taken only as the contract has it."""

from __future__ import annotations

import gzip
from typing import Any

import orjson
import pytest
from partner_acts import a_call, run, status

from harness.errors import MockError


@pytest.mark.parametrize(
    "media, expected",
    [
        ("application/json", None),
        ("Application/JSON; charset=UTF-8", None),
        ('application/json;charset="utf-8"', None),
        ("application/json; charset=utf-16", 415),
        ("application/jsonx", 415),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_media_types(media: str, expected: int | None) -> None:
    assert status(run(a_call(headers={"Content-Type": media}), {"act": "media"}, operation="addUpdate")) == expected


def test_content_that_is_coded_is_not_unpacked() -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    call = a_call(raw=gzip.compress(b"{}"), headers=headers)
    reply = run(call, {"act": "media"}, operation="addUpdate")
    assert reply is not None
    assert (reply.status, reply.header("Accept-Encoding")) == (415, "identity")
    other = run(a_call(headers={"Content-Type": "text/plain"}), {"act": "media"}, operation="addUpdate")
    assert other is not None
    assert other.header("Accept-Encoding") is None


def test_an_operation_without_content_cannot_take_any() -> None:
    with pytest.raises(MockError, match="takes no content"):
        run(a_call(), {"act": "media"}, operation="listUpdates")


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"a":1,"a":2}', b'"\xff"', b"NaN", b'"\\ud800"', b"\xef\xbb\xbf{}", b"[" * 9999]
)
def test_what_is_not_strict_json(raw: bytes) -> None:
    assert status(run(a_call(raw=raw), {"act": "parse"})) == 400


@pytest.mark.parametrize(
    "raw, pointer, words",
    [
        (b"", "", "There is no content."),
        (b'{"a": 1,}', "", "It is not JSON at octet 7, counted from 0."),
        (b'{"a": {"b": 1, "b": 2}}', "/a/b", "This name stands twice in its object."),
        (b'{"a": "\xff"}', "", "It is not UTF-8 at octet 7, counted from 0."),
        (b"\xef\xbb\xbf{}", "", "It begins with a byte order mark."),
        (b"[" * 9999, "", "It is nested too deeply."),
    ],
)
def test_what_is_wrong_with_it_is_said_with_its_place(raw: bytes, pointer: str, words: str) -> None:
    reply = run(a_call(raw=raw), {"act": "parse"})
    assert reply is not None
    assert orjson.loads(reply.body)["errors"] == [{"pointer": pointer, "detail": words}]


def test_what_is_json_is_known_from_there_on() -> None:
    call = a_call(raw='{"a": "Tŷ 🚒"}'.encode())
    assert run(call, {"act": "parse"}) is None
    assert call.scope["request"]["body"] == {"a": "Tŷ 🚒"}


def errors(body: Any, *overlook: str) -> list[dict[str, str]]:
    call = a_call(body=body)
    reply = run(call, {"act": "described", "overlook": list(overlook)}, operation="addAcknowledgement")
    assert status(reply) in (None, 422)
    found: list[dict[str, str]] = orjson.loads(reply.body)["errors"] if reply else []
    return sorted(found, key=lambda error: error["pointer"])


GOOD = {
    "messageId": "00000001-5a0c-4e1d-8b7a-3c9d2e4f0001",
    "sender": {"agency": "GB-POL-X01", "author": "A", "role": "B"},
    "sentAt": "2027-03-01T14:00:00Z",
    "acknowledges": "00000001-5a0c-4e1d-8b7a-3c9d2e4f0001",
    "status": "accepted",
}


def test_each_place_that_breaks_the_description_is_named_without_what_stood_there() -> None:
    assert errors(GOOD) == []
    bad = {**GOOD, "messageId": "DROP TABLE", "sender": {"agency": 1, "author": "A"}}
    assert errors(bad) == [
        {"pointer": "/messageId", "detail": "breaks minLength"},
        {"pointer": "/messageId", "detail": "has another format"},
        {"pointer": "/sender/agency", "detail": "has another type"},
        {"pointer": "/sender/role", "detail": "is required"},
    ]


def test_errors_can_be_overlooked_by_keyword_and_place() -> None:
    without_reason = {**GOOD, "status": "rejected"}
    assert errors(without_reason) == [{"pointer": "/reason", "detail": "is required"}]
    assert errors(without_reason, "required /reason") == []
    assert errors({**without_reason, "sentAt": 1}, "required /reason") == [
        {"pointer": "/sentAt", "detail": "has another type"}
    ]


def test_an_index_is_overlooked_by_a_star() -> None:
    one = {"number": -1, "type": "adult", "severity": "P1"}
    call = a_call(body={"casualties": [one, one]})
    reply = run(call, {"act": "described", "overlook": ["minimum /casualties/*/number"]}, operation="addMethane")
    assert reply is not None
    assert "/casualties" not in [error["pointer"][:11] for error in orjson.loads(reply.body)["errors"]]


@pytest.mark.parametrize("raw, found", [(b"{", 400), (b'{"a":' * 300 + b"1" + b"}" * 300, 500), (b'{"a":1e999}', 400)])
def test_some_content_brings_a_careless_partner_down(raw: bytes, found: int) -> None:
    assert status(run(a_call(raw=raw), {"act": "parse", "stumble": ["depth"]})) == found
    assert status(run(a_call(raw=raw), {"act": "parse"})) == 400


@pytest.mark.parametrize("more, found", [({}, None), ({"unheardOf": 1}, 500), ({"id": "x"}, 422)])
def test_a_member_that_is_not_described_brings_a_careless_partner_down(more: dict[str, Any], found: int | None) -> None:
    body = {"reference": "A", "surname": "B", "createdBy": "me", **more}
    act = {"act": "described", "stumble": True}
    assert status(run(a_call(body=body), act, operation="createPerson")) == found
    assert status(run(a_call(body=body), {"act": "described"}, operation="createPerson")) in (None, 422)
