"""Only what must change changes on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Partial, Request, Response
from harness.gather.relay.passing import Face, names, origin_form, passed_reply, passed_request, renamed

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


@pytest.mark.parametrize(
    "after",
    [
        "0",
        "1/x",
        ".evil.example.org",
        "-x",
        "@evil.example.org",
        "%2eevil.example.org",
        "é.example.org",
        "~x",
        "!x",
        "$x",
        "+x",
        "=x",
    ],
)
def test_another_address_that_only_begins_alike_stays(after: str) -> None:
    text = f"http://a.example.org:81{after}".encode()
    assert renamed(text, OWN.own, OWN.shown) == text


@pytest.mark.parametrize("after", ["", "/", "?a", "#a", '"', "'", " ", "\\n", ",", ")", ">", "<", ";"])
def test_the_address_itself_is_renamed_whatever_ends_it(after: str) -> None:
    assert renamed(f"({OWN.own}{after}".encode(), OWN.own, OWN.shown) == f"({OWN.shown}{after}".encode()


@pytest.mark.parametrize(
    "before", ["http://user:pw@a.example.org:81/", "https://a.example.org:81/", "//a.example.org:81/"]
)
def test_another_scheme_or_one_who_signs_in_stays(before: str) -> None:
    assert renamed(before.encode(), OWN.own, OWN.shown) == before.encode()


def test_what_is_packed_stays_as_it_is() -> None:
    head, body = sent("Host: h", "Content-Encoding: gzip", "Content-Length: 24", body=b"http://a.example.org:81/")
    assert body == b"http://a.example.org:81/"
    assert "Content-Length: 24" in head


@pytest.mark.parametrize(
    "name", ["Content-Digest", "digest", "Content-MD5", "Signature", "X-Example-Signature", "X-Hmac"]
)
def test_what_a_digest_or_signature_was_computed_of_stays_as_it_is(name: str) -> None:
    content = b'{"callbackUrl":"http://a.example.org:81/n"}'
    assert sent("Host: h", f"{name}: x", body=content)[1] == content
    head = f"HTTP/1.1 200 OK\r\n{name}: x".encode()
    assert passed_reply(Response(status=200, head=head, body=content), "GET", NAMES).body == content


@pytest.mark.parametrize("name", ["Signature-Input", "X-Digested", "Content-Type"])
def test_other_fields_keep_nothing_as_it_is(name: str) -> None:
    assert sent("Host: h", f"{name}: x", body=b'"http://a.example.org:81/n"')[1] == b'"http://127.0.0.1:9001/n"'


@pytest.mark.parametrize(
    "target, found",
    [
        ("/x", "/x"),
        ("//evil.example.org/x", "//evil.example.org/x"),
        ("*", "*"),
        ("http://127.0.0.1:9002/v1/x?y", "/v1/x?y"),
        ("http://127.0.0.1:9002", "/"),
        ("http://127.0.0.1:9002?y", "/?y"),
        ("http://127.0.0.1:90021/x", ""),
        ("http://127.0.0.1:9002@evil.example.org/", ""),
        ("http://127.0.0.1:9001/x", ""),
        ("http://evil.example.org/x", ""),
        ("evil.example.org:443", ""),
        ("", ""),
    ],
)
def test_a_target_that_names_the_relay_is_taken_for_its_path(target: str, found: str) -> None:
    assert origin_form(target, OTHER) == found


def test_what_named_the_relay_goes_on_as_a_path() -> None:
    head = b"POST http://127.0.0.1:9002/x?y HTTP/1.1\r\nHost: 127.0.0.1:9002"
    went = passed_request(Request(method="POST", target="/x?y", head=head, body=b""), "b.example.org", NAMES)
    assert went.head.split(b"\r\n")[:2] == [b"POST /x?y HTTP/1.1", b"Host: b.example.org"]


def test_chunks_without_content_go_with_a_length_of_nothing() -> None:
    assert sent("Host: h", "Transfer-Encoding: chunked")[0][1:-1] == ["Host: b.example.org", "Content-Length: 0"]


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


def test_what_was_broken_off_in_chunks_is_not_made_to_look_whole() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\nX-A: 1"
    back = passed_reply(Partial(why="closed", status=200, head=head, body=b"http://a.example.org:81/"), "GET", NAMES)
    assert back.head == b"HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked"
    assert back.body == b"http://a.example.org:81/", "a longer one could reach the length that was promised"


@given(st.binary(max_size=200))
def test_content_without_that_address_is_passed_octet_by_octet(body: bytes) -> None:
    assert renamed(body, OWN.own, OWN.shown) == body or b"a.example.org" in body


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_there_and_back_gives_the_same_octets(before: bytes, after: bytes) -> None:
    content = before + b'"http://a.example.org:81/n"' + after
    if b"127.0.0.1" not in content:
        assert renamed(renamed(content, OWN.own, OWN.shown), OWN.shown, OWN.own) == content
