"""Requests come out of a connection alike however they were cut, and what is framed in two ways never does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.partner.heads import NotHttp
from harness.partner.incoming import MOST_HEAD, Incoming, TooMuch

MOST = 4096
LINE = b"POST /x HTTP/1.1\r\n"
HOST = b"Host: x\r\n"


def requests_in(pieces: Iterable[bytes]) -> list[tuple[bytes, bytes] | str]:
    """Head and content of each request, and in the end what was wrong, if anything was."""
    incoming, found = Incoming(MOST), list[tuple[bytes, bytes] | str]()
    head = None
    try:
        for piece in pieces:
            incoming.feed(piece)
            while True:
                head = head or incoming.head()
                content = incoming.content(head) if head is not None and head.length else b"" if head else None
                if head is None or content is None:
                    break
                found.append((head.raw, content))
                head = None
    except (NotHttp, TooMuch) as error:
        found.append(type(error).__name__)
    return found


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


def counted(body: bytes) -> bytes:
    return LINE + HOST + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def chunked(chunks: list[bytes], trailer: bytes, offer: bytes = b"") -> bytes:
    data = b"".join(b"%x;a=b\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return LINE + HOST + offer + b"Transfer-Encoding: chunked\r\n\r\n" + data + b"0\r\n" + trailer + b"\r\n"


OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
"""So Java's own client offers HTTP/2 with each first request (RFC 9110 section 7.8)."""
BODIES = st.binary(max_size=60) | st.sampled_from([b"\r\n\r\n", b"\n", counted(b"{}")])
GOOD = st.one_of(
    st.builds(counted, BODIES),
    st.builds(
        chunked,
        st.lists(BODIES.filter(bool), max_size=3),
        st.sampled_from([b"", b"T: 1\r\n"]),
        st.sampled_from([b"", OFFER]),
    ),
    st.just(b"\r\nGET / HTTP/1.1\r\n" + HOST + b"\r\n"),
)
BAD = st.sampled_from(
    [b"\n" + LINE + HOST + b"\r\n", b"\rX", b"GET / HTTP/1.1\n\n", b"\x16\x03\x01", LINE + b"A\r\n\r\n"]
)
CUTS = st.lists(st.integers(0, 1000), max_size=12)


@given(st.lists(GOOD, max_size=4), BAD | st.just(b""), CUTS)
def test_how_it_was_cut_does_not_matter(good: list[bytes], bad: bytes, places: list[int]) -> None:
    data = b"".join(good) + bad
    whole = requests_in([data])
    assert requests_in(cut(data, places)) == whole
    assert len(whole) == len(good) + bool(bad)
    assert ("NotHttp" in whole) is bool(bad)


@given(BODIES, st.lists(BODIES.filter(bool), max_size=4), CUTS)
def test_content_is_what_was_sent(body: bytes, chunks: list[bytes], places: list[int]) -> None:
    found = requests_in(cut(counted(body) + chunked(chunks, b"") + counted(b"end"), places))
    assert [one[1] for one in found] == [body, b"".join(chunks), b"end"]


TWO_WAYS = {
    "a length and chunks": b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
    "two lengths": b"Content-Length: 2\r\nContent-Length: 3\r\n",
    "the same length twice": b"Content-Length: 2\r\nContent-Length: 2\r\n",
    "a list of lengths": b"Content-Length: 2, 2\r\n",
    "a signed length": b"Content-Length: +2\r\n",
    "a length in digits of another script": "Content-Length: \u0662\r\n".encode(),
    "a length that overflows": b"Content-Length: 18446744073709551618\r\n",
    "an empty length": b"Content-Length:\r\n",
    "a coding after chunked": b"Transfer-Encoding: chunked, identity\r\n",
    "another coding": b"Transfer-Encoding: identity\r\n",
    "a coding twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "a coding that is nearly one": b"Transfer-Encoding: xchunked\r\n",
    "a coding behind a control": b"Transfer-Encoding: \x0bchunked\r\n",
    "a space before the colon": b"Content-Length : 2\r\n",
    "a fold": b"Content-Length: 2\r\nX: a\r\n b\r\n",
    "a folded coding": b"Transfer-Encoding:\r\n chunked\r\n",
    "a line that ends with LF": b"X: a\nContent-Length: 2\r\n",
    "a line that ends with CR": b"X: a\rContent-Length: 2\r\n",
    "a NUL": b"X: a\0b\r\n",
    "a name that is none": b"X[]: a\r\n",
}


@pytest.mark.parametrize("name", TWO_WAYS)
def test_what_is_framed_in_two_ways_is_refused(name: str) -> None:
    assert requests_in([LINE + HOST + TWO_WAYS[name] + b"\r\n{}" + counted(b"")]) == ["NotHttp"]


@pytest.mark.parametrize(
    "chunks",
    [
        *(b"2\r\n{}X\r\n0\r\n\r\n", b"2\n{}\r\n0\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n", b"0x2\r\n{}\r\n0\r\n\r\n"),
        *(b" 2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}\n0\r\n\r\n", b"10000000000000002\r\n{}\r\n0\r\n\r\n", b"0\r\n\n"),
    ],
)
def test_chunks_are_taken_to_the_letter(chunks: bytes) -> None:
    assert requests_in([LINE + HOST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks]) == ["NotHttp"]


@pytest.mark.parametrize("offer", [OFFER, b"Connection: Upgrade\r\nUpgrade: websocket\r\n"])
def test_content_in_chunks_belongs_to_a_request_that_offers_another_protocol(offer: bytes) -> None:
    sent = chunked([b"{}", b"GET / HTTP/1.1\r\n\r\n"], b"", offer)
    assert [content for _, content in requests_in([sent])] == [b"{}GET / HTTP/1.1\r\n\r\n"]


def test_too_much_is_not_taken_in() -> None:
    start = LINE + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    assert requests_in([counted(b"x" * (MOST + 1))]) == ["TooMuch"]
    assert requests_in([chunked([b"x" * MOST, b"y"], b"")]) == ["TooMuch"]
    assert requests_in([start, *[b"1;a=" + b"b" * 1000 + b"\r\nx\r\n"] * 200]) == ["TooMuch"]
    assert len(requests_in([chunked([b"x" * MOST], b"")])) == 1


def test_a_head_that_never_ends_is_refused() -> None:
    assert requests_in([b"GET /" + b"a" * 100] + [b"a" * 1000] * 9) == ["NotHttp"]
    assert requests_in([LINE, *[b"X: " + b"a" * 1000 + b"\r\n"] * (MOST_HEAD // 1000 + 1)]) == ["NotHttp"]
    assert requests_in([LINE + HOST + b"X: " + b"a" * MOST_HEAD + b"\r\n\r\n"]) == ["NotHttp"]


@pytest.mark.parametrize(
    "octets, status",
    [
        (b"GET /" + b"a" * 9000, 414),
        (LINE + HOST + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431),
        (LINE + (b"X: " + b"a" * 1000 + b"\r\n") * 70, 431),
        (LINE + HOST + (b"X: " + b"a" * 1000 + b"\r\n") * 70 + b"\r\n", 431),
    ],
)
def test_what_is_too_long_is_said_to_be(octets: bytes, status: int) -> None:
    incoming = Incoming(MOST)
    incoming.feed(octets)
    with pytest.raises(NotHttp) as refused:
        incoming.head()
    assert refused.value.status == status


def test_what_was_not_given_out_can_be_seen() -> None:
    incoming = Incoming(MOST)
    incoming.feed(counted(b"{}") + b"GET")
    head = incoming.head()
    assert head is not None
    assert incoming.content(head) == b"{}"
    assert incoming.head() is None
    assert (incoming.unread, len(incoming)) == (b"GET", 3)


@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_content_of_many_lines_is_taken_in_pieces_and_not_line_by_line(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    parse = Incoming._parse

    def counting(self: Incoming, upto: int, refusal: str) -> None:
        taken.append(upto)
        parse(self, upto, refusal)

    monkeypatch.setattr(Incoming, "_parse", counting)
    content = (b"x" + line) * 1000
    assert [one[1] for one in requests_in([chunked([content], b"")])] == [content]
    assert len(taken) <= 2


@pytest.mark.parametrize("kept", [1, 2, 3, 4, 5, 9])
def test_all_that_came_of_chunks_can_be_seen(kept: int) -> None:
    content = b"ab\r\n\r\nc\r\n"
    incoming = Incoming(MOST)
    incoming.feed(LINE + HOST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(content) + content[:kept])
    head = incoming.head()
    assert head is not None
    assert incoming.content(head) is None
    assert incoming.so_far(head) == content[:kept]
