"""An example reads back as it was written, and does without the path of the base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from building import TARGET, call_of_the_product, exchange, notes
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Exchange, Partial, Reply, Response, Silence
from harness.examples import DROPPED, Example, prefix_of, read_example, write_example
from harness.reading import Reading


def again(example: Example, folder: Path, base: str = TARGET) -> Example:
    """Write an example and read it back."""
    file = folder / "example.json"
    file.write_bytes(write_example(example, base))
    return read_example(file)


def gist(x: Exchange) -> tuple[Any, ...]:
    """Return what an example keeps of an exchange, and judges by."""
    reply = x.reply
    said = () if isinstance(reply, Silence) else (reply.status, fields(reply.head), reply.body)
    whom = (x.id.partition, x.from_party, x.to_party, x.identity)
    why = getattr(reply, "why", "")
    return (*whom, x.request.method, x.request.target, fields(x.request.head), x.request.body, type(reply), why, said)


def fields(head: bytes) -> list[bytes]:
    """Return the header fields that an example keeps."""
    lines = head.split(b"\r\n")[1:]
    return [line for line in lines if line.partition(b":")[0].lower() not in DROPPED]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        Silence(why="reset"),
        Partial(why="length", status=200, head=b"HTTP/1.1 200 \r\nContent-Length: 9", body=b"{"),
        Response(status=500, head=b"HTTP/1.1 500 \r\nX: 1\r\nX: 2", body=b"Traceback (most recent call last)"),
        Response(status=200, head=b"HTTP/1.1 200 ", body=b'{"a":1,"a":2}'),
        Response(status=200, head=b"HTTP/1.1 200 ", body=b"\xff\x00"),
        Response(status=200, head=b"HTTP/1.1 200 ", body="Llanfair ŵ 🚒".encode()),
        Response(status=204, head=b"HTTP/1.1 204 "),
        Response(status=200, head=b"HTTP/1.0 200 "),
    ],
)
def test_every_kind_of_answer_reads_back(reply: Reply | None, tmp_path: Path) -> None:
    sent = exchange("POST", "/notes?a=%20", {"text": "ŷ"}, 201, {"noteId": "1"}, say={"ETag": '"1"'}, reply=reply)
    plain = msgspec.structs.replace(sent, request=msgspec.structs.replace(sent.request, target="/notes?a=%20"))
    (back,) = again(Example(exchanges=(sent,)), tmp_path).exchanges
    assert gist(back) == gist(plain)


@given(st.binary(max_size=60) | st.text(max_size=30).map(lambda text: json.dumps({"a": text}).encode()))
def test_any_body_means_the_same_after_reading_back(body: bytes) -> None:
    written = json.loads(write_example(Example(exchanges=(exchange("GET", "/notes", got=body),)), TARGET))
    kept = written["exchanges"][0]["reply"]
    assert len({"json", "text", "base64"} & set(kept)) == bool(body)
    if "json" in kept:
        assert json.loads(body) == kept["json"]
    elif "text" in kept:
        assert kept["text"].encode() == body


def test_what_was_declared_and_measured_goes_with_it(tmp_path: Path) -> None:
    slow = exchange("GET", "/notes", at=1_000, took=70_000, lag=9)
    written = Example(exchanges=(slow,), fixtures={"area": [1, 2]}, public_url="http://127.0.0.1:1", skew=-3)
    back = again(written, tmp_path)
    assert (back.fixtures, back.public_url, back.skew) == ({"area": [1, 2]}, "http://127.0.0.1:1", -3)
    times = back.exchanges[0].times
    assert (times.anchor + times.sent, times.first_byte - times.sent, times.lag) == (1_000, 70_000, 9)


def test_what_credential_was_shown_is_kept(tmp_path: Path) -> None:
    shown = exchange("GET", "/notes", credential="expired")
    (back,) = again(Example(exchanges=(shown,)), tmp_path).exchanges
    assert b"Authorization" in back.request.head
    assert [r.facts for r in back.redactions] == [{"credential": "expired"}]


def test_who_showed_none_still_shows_none(tmp_path: Path) -> None:
    unsigned = (exchange("GET", "/notes", credential="absent"), call_of_the_product({"noteId": "1"}, ordinal=1))
    for back in again(Example(exchanges=unsigned), tmp_path).exchanges:
        assert b"Authorization" not in back.request.head
        assert Reading(back, notes().contract, TARGET).credential == "absent"


def test_a_call_of_the_product_stays_one(tmp_path: Path) -> None:
    called = call_of_the_product({"noteId": "1"})
    (back,) = again(Example(exchanges=(called,)), tmp_path).exchanges
    assert (back.from_party, back.to_party, back.request.target) == ("product", "hallmark", "/5ca1ab1e/notes")


@pytest.mark.parametrize(
    "base, prefix",
    [("https://example.org", ""), ("https://example.org/v1", "/v1"), ("http://127.0.0.1:80/a/b", "/a/b")],
)
def test_examples_do_without_the_path_of_the_base(base: str, prefix: str) -> None:
    assert prefix_of(base) == prefix
