"""An answer leaves as it is kept, and what is not HTTP is refused in the words of who listens."""

from __future__ import annotations

import asyncio

from aiohttp import web

from harness.evidence import Response
from harness.expression import Headers
from harness.gather.transmission.webserver import (
    AsKept,
    Server,
    content_of,
    deliver,
    head_of,
    target_of,
    unknown_method,
)
from harness.partner.call import Reply
from harness.partner.delivery import Delivery, Piece

KEPT = Response(status=200, head=b"HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2", body=b"ok")
LAST = b"Host: x\r\nConnection: close\r\n\r\n"


def said(*requests: bytes) -> tuple[list[bytes], list[tuple[str, bytes, bytes]]]:
    """What comes back for each of these, and target, head and content as they were taken."""
    taken: list[tuple[str, bytes, bytes]] = []

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        refused, body = await content_of(request, Headers(request.headers.items()), 4)
        taken.append((target_of(request), head_of(request), body))
        if refused is not None:
            return AsKept(Response(status=refused.status, head=b"HTTP/1.1 %d No" % refused.status))
        if request.path == "/cut":
            return await deliver(request, Delivery(pieces=(Piece(b"HTTP/1.1 200 OK\r\n\r\nhal"),)))
        return AsKept(KEPT)

    def refuse(reply: Reply, data: bytes) -> Reply:
        return Reply(status=reply.status, body=data)

    async def main() -> list[bytes]:
        made, found = Server(answer, refuse, 4), []
        server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0)
        for request in requests:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(request)
            found.append(await reader.read())
            writer.close()
        server.close()
        await made.shutdown(5)
        return found

    return asyncio.run(main()), taken


def test_answers_leave_as_they_are_kept() -> None:
    posted = b"POST /b HTTP/1.1\r\nContent-Length: 2\r\n" + LAST + b"{}"
    (got, cut, post), taken = said(b"GET /a HTTP/1.1\r\n" + LAST, b"GET /cut HTTP/1.1\r\n" + LAST, posted)
    assert got == KEPT.head + b"\r\nConnection: close\r\n\r\n" + KEPT.body == post
    assert cut.endswith(b"\r\n\r\nhal")
    assert [(target, body) for target, _, body in taken] == [("/a", b""), ("/cut", b""), ("/b", b"{}")]
    assert taken[2][1] == posted.partition(b"\r\n\r\n")[0]


def test_what_is_too_much_or_no_http_is_refused() -> None:
    large = b"POST /b HTTP/1.1\r\nContent-Length: 5\r\n" + LAST + b"12345"
    nowhere = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
    (much, none, lost), _ = said(large, b"nonsense\r\n\r\n", nowhere)
    assert much.startswith(b"HTTP/1.1 413 ")
    assert none.startswith(b"HTTP/1.1 400 ")
    assert none.endswith(b"nonsense\r\n\r\n")
    assert lost.startswith(b"HTTP/1.1 400 ")


def test_a_method_that_nobody_knows_is_told_from_what_is_no_http() -> None:
    assert unknown_method(b"ARCHIVE /x HTTP/1.1\r\nHost: x") == "ARCHIVE"
    assert unknown_method(b"get / HTTP/1.1\r\n") == "get"
    for octets in (b"GET / HTTP/1.1\r\n", b"ARCHIVE /x\r\n", b"(a) / HTTP/1.1\r\n", b"", b"\x16\x03\x01"):
        assert unknown_method(octets) == ""
