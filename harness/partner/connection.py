"""Fits aiohttp's server to a play: its replies, its own refusals, and replies that are broken off on purpose."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any, TypeAlias

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.web_protocol import RequestHandler

from harness.partner.call import Reply
from harness.partner.problem import problem

Refuse: TypeAlias = Callable[[Reply], Reply]
"""Finishes a refusal that belongs to no operation."""


def response(reply: Reply) -> web.Response:
    """Return aiohttp's form of a reply."""
    answer = web.Response(status=reply.status, body=reply.body)
    # Set afterwards, as the constructor would add a charset and a default type.
    answer.headers.clear()
    answer.headers.extend(reply.headers)
    return answer


async def broken(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    """Fail to send a reply whole, and close the connection."""
    transport = request.transport
    if reply.broken == "hang":
        await asyncio.Event().wait()
    if transport is not None and reply.broken == "reset":
        # Closing with a linger of 0 seconds sends RST (RFC 9293 section 3.5.2) and no more data.
        own = transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    elif transport is not None:
        lines = [f"HTTP/1.1 {reply.status} Answer", *(f"{name}: {text}" for name, text in reply.headers)]
        head = "\r\n".join([*lines, f"Content-Length: {len(reply.body)}", "Connection: close", "", ""])
        body = reply.body[: len(reply.body) // 2] if reply.broken == "truncate" else reply.body
        transport.write(head.encode() + body)
        transport.close()
    return web.Response()


class Handler(RequestHandler):
    """Says aiohttp's own refusals of what is not HTTP in problem details too."""

    __slots__ = ("refuse",)
    refuse: Refuse

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        detail = "The request is not HTTP as RFC 9112 has it." if status < 500 else "The partner has failed."
        answer = response(self.refuse(problem(status, detail)))
        answer.force_close()
        return answer


class Server(web.Server):
    """Makes connections that answer for one partner."""

    def __init__(self, handler: Callable[[web.BaseRequest], Any], refuse: Refuse, most: int) -> None:
        """`refuse` finishes a refusal of what is not HTTP; `most` is how many bytes of content are taken."""
        super().__init__(handler, request_factory=self._made, handler_cancellation=True)
        self._refuse = refuse
        self._most = most

    def __call__(self) -> RequestHandler:
        # Content stays coded: a small gzip bomb is refused by its coding, never unpacked.
        handler = Handler(self, loop=asyncio.get_running_loop(), auto_decompress=False, lingering_time=2.0)
        handler.refuse = self._refuse
        return handler

    def _made(
        self, message: Any, payload: Any, protocol: Any, writer: AbstractStreamWriter, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=self._most)
