"""Every octet of an observation stands in one of its parts, with whose it is."""

from __future__ import annotations

import gzip

from hypothesis import given
from strategies import observations

from harness.archive.format import encode
from harness.evidence import Exchange, ExchangeId, Observation, Request, Response, Silence, Times
from harness.leaks.parts import NOTES, parts_of


def exchange(**changes: object) -> Exchange:
    given = {
        "id": ExchangeId("note-1", 0),
        "from_party": "hallmark",
        "to_party": "product",
        "request": Request(method="POST", target="/v1", head=b"POST /v1 HTTP/1.1", body=b"{}"),
        "reply": Response(status=200, head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip", body=gzip.compress(b"inner")),
        "times": Times(anchor=0),
        "probe": "a note",
    }
    return Exchange(**(given | changes))  # type: ignore[arg-type]


def test_whose_each_part_is() -> None:
    found = {(part.name, part.whole): part for part in parts_of(exchange())}
    assert [part.name for part in found.values() if part.ours] == ["request.target", "request.head", "request.body"]
    assert found["reply.body", True].data == b"inner"
    inbound = {part.name: part.ours for part in parts_of(exchange(from_party="product", to_party="partner"))}
    assert (inbound["request.body"], inbound["reply.body"]) == (False, True)


def test_what_begins_like_gzip_is_unpacked_whatever_its_head_says() -> None:
    reply = Response(
        status=200, head=b"HTTP/1.1 200 OK\r\nContent-Type: application/gzip", body=gzip.compress(b"inner")
    )
    assert [part.data for part in parts_of(exchange(reply=reply)) if part.whole] == [b"inner"]


def test_a_folded_field_is_looked_at_as_one_line() -> None:
    reply = Response(status=200, head=b"HTTP/1.1 200 OK\r\nX: sec\r\n ret", body=b"")
    assert [part.data for part in parts_of(exchange(reply=reply)) if part.whole] == [b"HTTP/1.1 200 OK\r\nX: secret"]


def test_a_silence_has_no_reply() -> None:
    names = [part.name for part in parts_of(exchange(reply=Silence(why="reset")))]
    assert names == [NOTES, "request.target", "request.head", "request.body"]


@given(observations)
def test_nothing_is_left_out(observation: Observation) -> None:
    found = {part.name: part.data for part in parts_of(observation) if not part.whole}
    if not isinstance(observation, Exchange):
        assert found[NOTES] == encode(observation)
        return
    for side in ("request", "reply"):
        message = getattr(observation, side)
        for name in ("head", "body"):
            data = getattr(message, name, b"")
            assert not data or found[f"{side}.{name}"] == data
    assert encode(observation.probe)[1:-1] in found[NOTES]
    assert encode(observation.id) in found[NOTES]
