"""A partner's own call is kept octet by octet as it went out, and what came back, or why nothing did."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from harness.evidence import PRODUCT, ExchangeId, Partial, Reply, Request, Response, Silence
from harness.partner.outgoing import MOST_BYTES, Outgoing, exchange_of, send, session_of, unkept, written

OK = b"HTTP/1.1 200 Fine so\r\nx-A:  1\r\nContent-Length: 2\r\nX-a: 2\r\n\r\nok"


@contextmanager
def answering(answer: bytes, end: str = "close") -> Iterator[tuple[str, list[bytes]]]:
    """Answer one call with these octets, then close or reset; the call is kept as it came."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            link, _ = listener.accept()
            with link:
                data = b""
                while b"\r\n\r\n" not in data or not data.endswith(b"}"):
                    data += link.recv(65536)
                heard.append(data)
                if end == "reset":
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                elif answer:
                    link.sendall(answer)
                if end == "hang":
                    link.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/notices?a=%20b", heard
        thread.join(5)


def sent(url: str, body: bytes = b'{"a": 1}', seconds: float = 5.0) -> tuple[Request, Reply]:
    async def main() -> tuple[Request, Reply]:
        request, fields = written(url, body)
        async with session_of(seconds) as session:
            return request, await send(session, url, request, fields)

    return asyncio.run(main())


def test_what_is_kept_is_what_went_and_what_came() -> None:
    with answering(OK) as (url, heard):
        request, reply = sent(url)
    assert heard == [request.head + b"\r\n\r\n" + request.body]
    assert request.target == "/notices?a=%20b"
    head = b"HTTP/1.1 200 Fine so\r\nx-A: 1\r\nContent-Length: 2\r\nX-a: 2"
    assert reply == Response(status=200, head=head, body=b"ok")


@pytest.mark.parametrize(
    "answer, end, reply",
    [
        (b"", "close", Silence(why="closed")),
        (b"", "reset", Silence(why="reset")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "close", "closed"),
        (b"nonsense\r\n\r\n", "close", "malformed"),
    ],
)
def test_why_nothing_whole_came_is_told(answer: bytes, end: str, reply: Reply | str) -> None:
    with answering(answer, end) as (url, _):
        _, came = sent(url)
    if isinstance(reply, str):
        assert isinstance(came, Partial)
        assert came.why == reply
    else:
        assert came == reply


def test_who_does_not_answer_or_is_not_there_is_told() -> None:
    with answering(b"", "hang") as (url, _):
        assert sent(url, seconds=0.05)[1] == Silence(why="timeout")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert sent(f"http://127.0.0.1:{port}/")[1] == Silence(why="refused")
    assert sent("http://nowhere.invalid/")[1] == Silence(why="name")


@pytest.mark.parametrize(
    "rest, target",
    [
        ("/%7Eme/%41/../b?x=%7E%2F", "/%7Eme/%41/../b?x=%7E%2F"),
        ("/a b?q=\u00e9#part", "/a%20b?q=%C3%A9"),
        ("/%zz?a=1%2B1+1", "/%zz?a=1%2B1+1"),
        ("/\ud800", "/%3F"),
    ],
)
def test_an_address_is_called_as_its_owner_wrote_it(rest: str, target: str) -> None:
    with answering(OK) as (url, heard):
        host = url.split("/")[2]
        request, _ = sent(f"http://user:word@{host}{rest}")
    assert request.target == target
    assert heard == [request.head + b"\r\n\r\n" + request.body]
    assert b"\r\nHost: " + host.encode() + b"\r\n" in request.head


def test_a_cookie_that_was_set_is_not_sent_back() -> None:
    async def main(first: str, second: str) -> None:
        async with session_of(5.0) as session:
            for url in (first, second):
                request, fields = written(url, b"{}")
                await send(session, url, request, fields)

    setting = OK.replace(b"x-A:  1", b"Set-Cookie: a=b; Path=/")
    with answering(setting) as (one, _), answering(OK) as (other, heard):
        # Cookies of a name are kept by others, those of an address mostly not.
        asyncio.run(main(*(url.replace("127.0.0.1", "localhost") for url in (one, other))))
    assert b"ookie" not in heard[0]


def test_no_more_is_read_than_anybody_has_to_say() -> None:
    size = MOST_BYTES + 10
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size) as (url, _):
        _, came = sent(url)
    assert isinstance(came, Partial)
    assert (came.why, len(came.body)) == ("our_cap", MOST_BYTES)


def test_the_exchange_is_the_partners() -> None:
    request, _ = written("http://a.example.org:8080/x", b"{}")
    assert request.head.startswith(b"POST /x HTTP/1.1\r\nHost: a.example.org:8080\r\n")
    outgoing = Outgoing(url="http://a.example.org:8080/x", request=request, attempt=2, at=2.0)
    x = exchange_of(outgoing, ExchangeId("p", 1), "room", 1_500_000, Response(status=204, head=b""), 2.5)
    assert (x.from_party, x.to_party, x.identity, x.attempt) == ("room", PRODUCT, "none", 2)
    assert (x.times.sent, x.times.first_byte, x.times.last_byte) == (500_000, 1_000_000, 1_000_000)
    silent = exchange_of(outgoing, ExchangeId("p", 1), "room", 0, Silence(why="reset"), 2.5)
    assert (silent.times.first_byte, silent.fault) == (0, None)
    twice = Outgoing(url=outgoing.url, request=request, fault="twice")
    assert exchange_of(twice, ExchangeId("p", 1), "room", 0, Silence(why="reset"), 0.0).fault == "twice"
    unkept(outgoing)(Silence(why="reset"), 1.0)
