"""Heads are read to the letter, and what two readers could read in two ways is refused."""

from __future__ import annotations

import pytest

from harness.partner.heads import (
    CHUNKED,
    LONGEST_FIELD,
    MOST_FIELDS,
    NotHttp,
    head_from,
    too_much,
    unacceptable,
    unread,
)

HOST = (b"Host", b"x")


def raw(line: bytes, *fields: tuple[bytes, bytes]) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    return b"\r\n".join([line, *(name + b": " + value for name, value in fields)]), list(fields)


def test_all_of_a_head_is_there_as_it_came() -> None:
    line = b"POST /a?b=%20 HTTP/1.1"
    found = head_from(*raw(line, (b"hOST", b"x"), (b"X", b"\xff \t"), (b"X", b"2"), (b"Content-Length", b"12")))
    assert (found.method, found.target, found.old, found.length, found.stays) == ("POST", "/a?b=%20", False, 12, True)
    assert found.raw.startswith(line + b"\r\nhOST: x\r\nX: \xff \t\r\n")
    assert found.fields[:3] == (("hOST", "x"), ("X", "\udcff"), ("X", "2"))
    # A script may put what it reads into an answer or onto a shelf, where no half of a character can lie.
    assert found.headers["x"] == "\ufffd, 2"


def test_a_target_that_is_no_text_is_shown_as_text() -> None:
    found = head_from(*raw(b"GET /\xff HTTP/1.1", HOST))
    assert (found.target, found.shown_target) == ("/\udcff", "/\ufffd")


@pytest.mark.parametrize(
    "version, connection, stays",
    [
        (b"1.1", b"", True),
        (b"1.1", b"close", False),
        (b"1.1", b"Foo, Close", False),
        (b"1.1", b"keep-alive", True),
        (b"1.0", b"", False),
        (b"1.0", b"Keep-Alive", True),
        (b"1.0", b"keep-alive, close", False),
    ],
)
def test_how_long_a_connection_stays(version: bytes, connection: bytes, stays: bool) -> None:
    assert head_from(*raw(b"GET / HTTP/" + version, HOST, (b"Connection", connection))).stays is stays


def test_a_tunnel_is_never_kept() -> None:
    assert not head_from(*raw(b"CONNECT x:1 HTTP/1.1", HOST)).stays


@pytest.mark.parametrize(
    "line, fields, status",
    [
        (b"GET  / HTTP/1.1", (HOST,), 400),
        (b"GET / HTTP/2.0", (HOST,), 400),
        (b"GET / HTTP/0.9", (), 400),
        (b"DESCRIBE / RTSP/1.0", (HOST,), 400),
        (b"GET /", (), 400),
        (b"GET / HTTP/1.1", (HOST, (b"hOST", b"x")), 400),
        (b"GET / HTTP/1.1", (HOST, *([(b"A", b"b")] * MOST_FIELDS)), 431),
        (b"GET / HTTP/1.1", (HOST, (b"A", b"b" * LONGEST_FIELD)), 431),
        (b"GET /" + b"a" * LONGEST_FIELD + b" HTTP/1.0", (), 414),
        (b"POST / HTTP/1.0", ((b"Transfer-Encoding", b"chunked"),), 400),
        (b"POST / HTTP/1.1", (HOST, (b"Transfer-Encoding", b"gzip, chunked")), 501),
    ],
)
def test_what_is_refused(line: bytes, fields: tuple[tuple[bytes, bytes], ...], status: int) -> None:
    with pytest.raises(NotHttp) as caught:
        head_from(*raw(line, *fields))
    assert (caught.value.status, caught.value.octets) == (status, raw(line, *fields)[0])


def test_what_is_refused_whatever_the_content_is() -> None:
    chunked = head_from(*raw(b"POST / HTTP/1.1", HOST, (b"Transfer-Encoding", b"Chunked")))
    assert (chunked.length, unacceptable(chunked, 0)) == (CHUNKED, None)
    long = head_from(*raw(b"POST / HTTP/1.1", HOST, (b"Content-Length", b"11")))
    assert unacceptable(long, 11) is None
    assert unacceptable(long, 10) == too_much(10)
    nowhere = unacceptable(head_from(*raw(b"GET / HTTP/1.1")), 0)
    assert nowhere is not None
    assert nowhere.status == 400
    assert unacceptable(head_from(*raw(b"GET / HTTP/1.0")), 0) is None


def test_what_is_not_http_is_read_as_far_as_it_can_be() -> None:
    assert unread(b"POST /x HTTP/1.1\r\nA: \xff\r\n\r\nbody") == ("POST", "/x", b"POST /x HTTP/1.1\r\nA: \xff")
    assert unread(b"\x16\x03\x01") == ("\x16\x03\x01", "", b"\x16\x03\x01")
    assert unread(b"") == ("", "", b"")
