"""An example reads back as it was written, is judged alone, and is no longer than it must be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from building import TARGET, call_of_the_product, exchange, notes, numbered
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ProfileError
from harness.evidence import Exchange, ExchangeId, Partial, Reply, Response, Silence
from harness.examples import DROPPED, Example, judge_example, prefix_of, read_example, select, smallest, write_example
from harness.profile import Requirement, RuleCall
from harness.reading import Reading
from harness.verdict import Outcome


def requirement(rule: str) -> Requirement:
    """Return the tiny profile's requirement of a kind."""
    return next(r for r in notes().profile.requirements if isinstance(r.rule, RuleCall) and r.rule.rule == rule)


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


def test_it_is_judged_alone_and_with_an_effort_of_one_case(tmp_path: Path) -> None:
    wanted = requirement("acceptance/1")
    assert wanted.effort.probes > 1
    note = {"messageId": "0190a5c0-0000-7000-8000-000000000001", "agency": "GB-POL-X01", "text": "Hedge on fire."}
    outcomes = {}
    for status in (201, 422):
        x = exchange("POST", "/notes", note, status)
        bare = msgspec.structs.replace(x, request=msgspec.structs.replace(x.request, target="/notes"))
        finding = judge_example(notes(), wanted, again(Example(exchanges=(bare,)), tmp_path))
        assert finding.requirement == wanted.id
        outcomes[status] = finding.outcome
    assert outcomes == {201: Outcome.CONFORMS, 422: Outcome.VIOLATES}


def test_the_smallest_example_keeps_what_decides_and_no_more() -> None:
    crash = exchange("GET", "/notes", status=500, got={"title": "x"})
    calm = [exchange("GET", "/notes", got={"items": []}) for _ in range(4)]
    chain = (*calm[:2], crash, *calm[2:])
    bare = [msgspec.structs.replace(x, request=msgspec.structs.replace(x.request, target="/notes")) for x in chain]
    example = Example(exchanges=numbered(bare), fixtures={"own_agency": "GB-POL-X01"})
    wanted = requirement("no-server-error/1")
    assert judge_example(notes(), wanted, example).outcome is Outcome.VIOLATES
    small = smallest(notes(), wanted, example)
    assert [x.id.ordinal for x in small.exchanges] == [2]
    assert small.fixtures == example.fixtures
    assert judge_example(notes(), wanted, small).outcome is Outcome.VIOLATES


def test_all_that_a_rule_can_have_seen_is_selected() -> None:
    made = numbered(exchange("GET", "/notes", partition=p) for p in "abc" for _ in range(3))
    cited = (ExchangeId("b", 1), ExchangeId("a", 0), ExchangeId("b", 0))
    assert [str(x.id) for x in select(made, cited)] == ["a#0", "b#0", "b#1"]
    assert select(made, ()) == ()


@pytest.mark.parametrize(
    "base, prefix",
    [("https://example.org", ""), ("https://example.org/v1", "/v1"), ("http://127.0.0.1:80/a/b", "/a/b")],
)
def test_examples_do_without_the_path_of_the_base(base: str, prefix: str) -> None:
    assert prefix_of(base) == prefix


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"exchanges": [{}]}', '{"exchanges": 1}', '{"exchanges": [1]}'])
def test_what_is_no_example_is_refused_with_its_file(text: str, tmp_path: Path) -> None:
    file = tmp_path / "example.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        read_example(file)
    assert caught.value.where == str(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="not an example"):
        read_example(tmp_path / "none.json")
