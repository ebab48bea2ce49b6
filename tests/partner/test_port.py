"""A port refuses by itself what needs no script, unless how the request came decides before."""

from __future__ import annotations

import asyncio
from typing import cast

from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.heads import Head, head_from
from harness.partner.port import Port

NOWHERE = cast(asyncio.Transport, None)


def port(first: Reply | None) -> Port:
    def come(head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
        return PLAINLY, first

    return Port(5, lambda: 0.0, come, lambda asked, early, then: None, lambda reply, data, broken, then: None)


def test_how_a_request_came_decides_first() -> None:
    long = head_from(b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 6", [(b"Host", b"x"), (b"Content-Length", b"6")])
    given = Reply(status=403)
    assert port(given).early(long, NOWHERE) == (PLAINLY, given)
    reply = port(None).early(long, NOWHERE)[1]
    assert reply is not None
    assert reply.status == 413
    assert port(None).early(head_from(b"GET / HTTP/1.0", []), NOWHERE) == (PLAINLY, None)
