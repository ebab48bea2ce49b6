"""The reply parser frames as RFC 9112 says, wherever the bytes are cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.evidence import Partial, Reply, Response, Silence
from harness.gather.restraint.limits import Bounds
from harness.gather.transmission.replyparser import ReplyParser

BOUNDS = Bounds(head_cap=1000, body_cap=200)
OK = b"HTTP/1.1 200 OK"


def parsed(raw: bytes, *, method: str = "GET", why: str = "closed", cuts: tuple[int, ...] = ()) -> Reply:
    parser = ReplyParser(method, BOUNDS)
    edges = [0, *sorted(cut % (len(raw) + 1) for cut in cuts), len(raw)]
    pieces = (raw[start:end] for start, end in pairwise(edges))
    over = any(parser.feed(piece) for piece in pieces if piece)
    return parser.end("" if over else why)


def raw(*fields: bytes, body: bytes = b"", status: bytes = OK) -> bytes:
    return b"\r\n".join([status, *fields, b"", b""]) + body


CASES: dict[str, tuple[bytes, str, Reply]] = {
    "counted": (
        raw(b"X: 1", b"content-LENGTH: 3", body=b"abc"),
        "GET",
        Response(status=200, head=OK + b"\r\nX: 1\r\ncontent-LENGTH: 3", body=b"abc"),
    ),
    "empty": (raw(b"Content-Length: 0"), "GET", Response(status=200, head=OK + b"\r\nContent-Length: 0")),
    "to-close": (raw(b"A: b", body=b"abc"), "GET", Response(status=200, head=OK + b"\r\nA: b", body=b"abc")),
    "chunked": (
        raw(b"Transfer-Encoding: chunked", body=b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n"),
        "GET",
        Response(status=200, head=OK + b"\r\nTransfer-Encoding: chunked", body=b"abcde"),
    ),
    "http-1.0": (
        raw(body=b"abc", status=b"HTTP/1.0 200 Fine"),
        "GET",
        Response(status=200, head=b"HTTP/1.0 200 Fine", body=b"abc"),
    ),
    "no-reason": (
        raw(b"Content-Length: 0", status=b"HTTP/1.1 299"),
        "GET",
        Response(status=299, head=b"HTTP/1.1 299\r\nContent-Length: 0"),
    ),
    "head": (raw(b"Content-Length: 30"), "HEAD", Response(status=200, head=OK + b"\r\nContent-Length: 30")),
    "204": (raw(status=b"HTTP/1.1 204 No"), "GET", Response(status=204, head=b"HTTP/1.1 204 No")),
    "304": (
        raw(b"Content-Length: 7", status=b"HTTP/1.1 304 No"),
        "GET",
        Response(status=304, head=b"HTTP/1.1 304 No\r\nContent-Length: 7"),
    ),
    "interim": (
        raw(status=b"HTTP/1.1 100 Go")
        + raw(b"Link: x", status=b"HTTP/1.1 103 Early")
        + raw(b"Content-Length: 1", body=b"x"),
        "POST",
        Response(status=200, head=OK + b"\r\nContent-Length: 1", body=b"x"),
    ),
    "latin-1": (
        raw(b"X: Caf\xe9", b"Content-Length: 0"),
        "GET",
        Response(status=200, head=OK + b"\r\nX: Caf\xe9\r\nContent-Length: 0"),
    ),
    "too-short": (
        raw(b"Content-Length: 9", body=b"abc"),
        "GET",
        Partial(why="length", status=200, head=OK + b"\r\nContent-Length: 9", body=b"abc"),
    ),
    "chunks-cut": (
        raw(b"Transfer-Encoding: chunked", body=b"3\r\nabc\r\n"),
        "GET",
        Partial(why="closed", status=200, head=OK + b"\r\nTransfer-Encoding: chunked", body=b"abc"),
    ),
    "head-cut": (b"HTTP/1.1 200 OK\r\nX: ", "GET", Partial(why="closed", head=b"HTTP/1.1 200 OK\r\nX: ")),
    "only-interim": (raw(status=b"HTTP/1.1 100 Go"), "GET", Partial(why="closed")),
    "over-cap": (
        raw(b"Content-Length: 500", body=b"x" * 500),
        "GET",
        Partial(why="our_cap", status=200, head=OK + b"\r\nContent-Length: 500", body=b"x" * 200),
    ),
    "to-close-over-cap": (
        raw(b"A: b", body=b"x" * 500),
        "GET",
        Partial(why="our_cap", status=200, head=OK + b"\r\nA: b", body=b"x" * 200),
    ),
    "chunks-over-cap": (
        raw(b"Transfer-Encoding: chunked", body=b"1f4\r\n" + b"x" * 500 + b"\r\n0\r\n\r\n"),
        "GET",
        Partial(why="our_cap", status=200, head=OK + b"\r\nTransfer-Encoding: chunked", body=b"x" * 200),
    ),
    "nothing": (b"", "GET", Silence(why="closed")),
}


@pytest.mark.parametrize("name", CASES)
@given(cuts=st.lists(st.integers(0, 2000), max_size=6).map(tuple))
def test_a_reply_is_the_same_wherever_it_is_cut(name: str, cuts: tuple[int, ...]) -> None:
    text, method, expected = CASES[name]
    assert parsed(text, method=method, cuts=cuts) == expected


@pytest.mark.parametrize("name", CASES)
def test_a_reply_is_the_same_byte_by_byte(name: str) -> None:
    text, method, expected = CASES[name]
    assert parsed(text, method=method, cuts=tuple(range(len(text)))) == expected


MALFORMED: dict[str, tuple[bytes, int]] = {
    "not-http": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", 0),
    "http-2": (raw(b"Content-Length: 0", status=b"HTTP/2.0 200 OK"), 0),
    "icy": (raw(b"Content-Length: 0", status=b"ICE/1.1 200 OK"), 0),
    "status-of-two-digits": (raw(status=b"HTTP/1.1 20 OK"), 0),
    "empty-line-first": (b"\r\n\r\n" + raw(b"Content-Length: 0"), 0),
    "bare-line-feeds": (b"HTTP/1.1 200 OK\nContent-Length: 0\n\n", 200),
    "space-before-colon": (raw(b"X : 1"), 200),
    "line-fold": (raw(b"X: 1", b" 2"), 200),
    "nul": (raw(b"X: a\x00b"), 200),
    "two-lengths": (raw(b"Content-Length: 2", b"Content-Length: 2", body=b"{}"), 200),
    "length-is-no-number": (raw(b"Content-Length: +2", body=b"{}"), 200),
    "length-overflows": (raw(b"Content-Length: 99999999999999999999999", body=b"{}"), 200),
    "length-and-chunks": (raw(b"Content-Length: 2", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 200),
    "chunks-and-length": (raw(b"Transfer-Encoding: chunked", b"Content-Length: 2", body=b"0\r\n\r\n"), 200),
    "another-coding": (raw(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"), 200),
    "chunk-size": (raw(b"Transfer-Encoding: chunked", body=b"zz\r\n"), 200),
    "chunk-too-long": (raw(b"Transfer-Encoding: chunked", body=b"2\r\nabcd\r\n0\r\n\r\n"), 200),
    "switches-protocols": (raw(b"Upgrade: x", b"Connection: upgrade", status=b"HTTP/1.1 101 Go"), 101),
    "interim-without-end": (raw(status=b"HTTP/1.1 102 Wait") * 100, 102),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_cannot_be_framed_is_malformed(name: str) -> None:
    text, status = MALFORMED[name]
    for cuts in ((), tuple(range(len(text)))):
        reply = parsed(text, cuts=cuts)
        assert isinstance(reply, Partial)
        assert (reply.why, reply.status if not cuts else status) == ("malformed", status)


@pytest.mark.parametrize("text", [b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000, b"HTTP/1.1 200 OK\r\nX: " + b"y" * 5000])
def test_a_head_has_a_cap(text: bytes) -> None:
    reply = parsed(text)
    assert isinstance(reply, Partial)
    assert (reply.why, reply.status, len(reply.head)) == ("head_cap", 200, BOUNDS.head_cap)


def test_framing_without_a_body_has_a_cap() -> None:
    parser = ReplyParser("GET", BOUNDS)
    parser.feed(raw(b"Transfer-Encoding: chunked"))
    fed = 0
    while not parser.feed(b"1;" + b"x" * 1000 + b"\r\na\r\n"):
        fed += 1
        assert fed < 100
    assert isinstance(parser.end(), Partial)


@pytest.mark.parametrize(
    "method, status", [("HEAD", b"HTTP/1.1 200 OK"), ("GET", b"HTTP/1.1 204 No"), ("GET", b"HTTP/1.1 304 No")]
)
def test_a_body_that_must_not_be_there_is_kept(method: str, status: bytes) -> None:
    parser = ReplyParser(method, BOUNDS)
    assert parser.feed(raw(b"Content-Length: 3", status=status))
    assert parser.linger
    parser.feed(b"ab")
    parser.feed(b"c")
    reply = parser.end()
    assert isinstance(reply, Partial)
    assert (reply.why, reply.status, reply.body) == ("malformed", int(status[9:12]), b"abc")
    assert not parser.reusable


def test_a_body_that_must_not_be_there_has_a_cap() -> None:
    parser = ReplyParser("HEAD", BOUNDS)
    parser.feed(raw(b"Content-Length: 3", body=b"x" * 500))
    reply = parser.end()
    assert isinstance(reply, Partial)
    assert reply.body == b"x" * BOUNDS.body_cap


@pytest.mark.parametrize(
    "text, reusable",
    [
        (raw(b"Content-Length: 1", body=b"x"), True),
        (raw(b"Content-Length: 1", body=b"xy"), False),
        (raw(b"Content-Length: 1", b"Connection: close", body=b"x"), False),
        (raw(b"Content-Length: 1", body=b"x", status=b"HTTP/1.0 200 OK"), False),
        (raw(b"Content-Length: 1", b"Connection: keep-alive", body=b"x", status=b"HTTP/1.0 200 OK"), True),
        (raw(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\n"), True),
        (raw(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\n\r\n"), False),
        (raw(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"), False),
        (raw(b"Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\nrubbish"), False),
        (raw(b"Transfer-Encoding: chunked", b"Connection: close", body=b"1\r\nx\r\n0\r\n\r\n"), False),
        (raw(status=b"HTTP/1.1 204 No"), True),
    ],
)
def test_a_connection_is_used_again_only_if_nothing_is_left_on_it(text: bytes, reusable: bool) -> None:
    parser = ReplyParser("GET", BOUNDS)
    assert parser.feed(text)
    assert parser.reusable is reusable
    assert isinstance(parser.end(), Response)


def test_a_second_reply_does_not_reach_the_first() -> None:
    second = raw(b"Transfer-Encoding: chunked", body=b"6\r\nsecond\r\n0\r\n\r\n")
    reply = parsed(raw(b"Transfer-Encoding: chunked", body=b"5\r\nfirst\r\n0\r\n\r\n") + second)
    assert isinstance(reply, Response)
    assert reply.body == b"first"


@given(noise=st.binary(max_size=300), cuts=st.lists(st.integers(0, 400), max_size=4).map(tuple))
def test_no_bytes_upset_it(noise: bytes, cuts: tuple[int, ...]) -> None:
    for text in (noise, b"HTTP/1.1 200 OK\r\n" + noise, raw(b"Transfer-Encoding: chunked", body=noise)):
        reply = parsed(text, cuts=cuts)
        assert isinstance(reply, Response | Partial | Silence)
        assert isinstance(reply, Silence) is (not text)
