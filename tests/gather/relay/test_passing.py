"""Only what must change changes on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Partial, Request, Response
from harness.gather.relay.passing import Face, names, passed_reply, passed_request, renamed

OWN = Face(own="http://a.example.org:81", shown="http://127.0.0.1:9001")
OTHER = Face(own="https://b.example.org", shown="http://127.0.0.1:9002")
NAMES = names(OWN, OTHER)


def request(*lines: str, body: bytes = b"") -> Request:
    return Request(method="POST", target="/x", head="\r\n".join(("POST /x HTTP/1.1", *lines)).encode(), body=body)


def sent(*lines: str, body: bytes = b"") -> tuple[list[str], bytes]:
    went = passed_request(request(*lines, body=body), "b.example.org", NAMES)
    return went.head.decode().split("\r\n"), went.body


def test_host_is_the_one_that_is_called_and_the_rest_stays_in_its_order() -> None:
    fields = ("Host: 127.0.0.1:9002", "X-B: 1", "x-a:2", "X-B: 3", "Content-Length: 2")
    head, body = sent(*fields, body=b"ab")
    assert head == ["POST /x HTTP/1.1", "Host: b.example.org", *fields[1:], "Via: 1.1 hallmark-relay"]
    assert body == b"ab"


def test_what_is_for_one_connection_stays_there() -> None:
    hop = ("Connection: close, X-Once", "X-Once: 1", "Keep-Alive: timeout=5", "TE: trailers", "Upgrade: h2c")
    head, _ = sent("Host: h", *hop, "X-Kept: 1")
    assert head[1:-1] == ["Host: b.example.org", "X-Kept: 1"]


def test_what_came_in_chunks_goes_with_its_length() -> None:
    head, body = sent("Host: h", "Transfer-Encoding: chunked", body=b"abc")
    assert head[1:-1] == ["Host: b.example.org", "Content-Length: 3"]
    assert body == b"abc"


def test_an_address_of_its_own_leads_to_the_relay() -> None:
    content = b'{"callbackUrl":"http://a.example.org:81/notices","slashes":"http:\\/\\/a.example.org:81\\/x"}'
    head, body = sent("Host: h", f"Content-Length: {len(content)}", body=content)
    assert body == b'{"callbackUrl":"http://127.0.0.1:9001/notices","slashes":"http:\\/\\/127.0.0.1:9001\\/x"}'
    assert f"Content-Length: {len(body)}" in head


def test_what_the_other_one_knows_as_the_relays_is_its_own_where_it_arrives() -> None:
    _, body = sent("Host: h", body=b'{"about":"http://127.0.0.1:9002/v1/incidents/7"}')
    assert body == b'{"about":"https://b.example.org/v1/incidents/7"}'
    back = passed_reply(
        Response(status=200, head=b"HTTP/1.1 200 OK", body=b'{"callbackUrl":"http://127.0.0.1:9001/n"}'),
        "GET",
        names(OTHER, OWN),
    )
    assert back.body == b'{"callbackUrl":"http://a.example.org:81/n"}'


@pytest.mark.parametrize("after", ["0", "1/x", ".evil.example.org", "-x", "@evil.example.org"])
def test_another_address_that_only_begins_alike_stays(after: str) -> None:
    text = f"http://a.example.org:81{after}".encode()
    assert renamed(text, OWN.own, OWN.shown) == text


def test_what_is_packed_stays_as_it_is() -> None:
    head, body = sent("Host: h", "Content-Encoding: gzip", "Content-Length: 24", body=b"http://a.example.org:81/")
    assert body == b"http://a.example.org:81/"
    assert "Content-Length: 24" in head


def test_an_answer_goes_back_with_its_location_at_the_relay() -> None:
    head = b"HTTP/1.0 201 Created\r\nLocation: http://a.example.org:81/x/1\r\nConnection: close\r\nX-A: 1"
    back = passed_reply(Response(status=201, head=head, body=b"{}"), "POST", NAMES)
    assert back.head.split(b"\r\n") == [
        b"HTTP/1.1 201 Created",
        b"Location: http://127.0.0.1:9001/x/1",
        b"X-A: 1",
        b"Content-Length: 2",
    ]


@pytest.mark.parametrize("status, method", [(204, "POST"), (304, "GET"), (200, "HEAD")])
def test_an_answer_without_content_gets_no_length(status: int, method: str) -> None:
    back = passed_reply(Response(status=status, head=f"HTTP/1.1 {status} X".encode()), method, NAMES)
    assert back.head == f"HTTP/1.1 {status} X".encode()


def test_what_was_broken_off_keeps_the_length_that_it_promised() -> None:
    broken = Partial(why="closed", status=200, head=b"HTTP/1.1 200 OK\r\nContent-Length: 9", body=b"ab")
    assert passed_reply(broken, "GET", NAMES) == broken


@given(st.binary(max_size=200))
def test_content_without_that_address_is_passed_octet_by_octet(body: bytes) -> None:
    assert renamed(body, OWN.own, OWN.shown) == body or b"a.example.org" in body


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_there_and_back_gives_the_same_octets(before: bytes, after: bytes) -> None:
    content = before + b'"http://a.example.org:81/n"' + after
    if b"127.0.0.1" not in content:
        assert renamed(renamed(content, OWN.own, OWN.shown), OWN.shown, OWN.own) == content
