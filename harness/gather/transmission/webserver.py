"""Fits aiohttp's server to those who take calls in or pass them on, so that an answer leaves as it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from harness.evidence import Response
from harness.expression import Headers
from harness.partner.call import Reply
from harness.partner.delivery import Delivery
from harness.partner.methods import METHODS, is_method
from harness.partner.outflow import deliver as delivered
from harness.partner.problem import problem
from harness.partner.recording import whole

LONGEST_LINE: Final = 65_536
"""Octets of a request line and of a field: who passes calls on, or only takes them down, is not who sets limits."""
MOST_SHOWN: Final = 40
"""Characters of a method that nobody knows."""
BODY_SECONDS: Final = 10.0
"""How long the content of a request may take to arrive."""
Refuse: TypeAlias = Callable[[Reply, bytes], Reply]
"""Finishes a refusal that belongs to no operation; the bytes are those that could not be read as HTTP."""


class AsKept(web.StreamResponse):
    """Sends an answer octet by octet as evidence has it; only how long the connection stays is added."""

    def __init__(self, kept: Response) -> None:
        """Take a whole answer."""
        super().__init__(status=kept.status)
        self._kept = kept
        self._stays = True

    @property
    def keep_alive(self) -> bool:
        """Whether the connection stays open after it."""
        return self._stays

    def force_close(self) -> None:
        self._stays = False

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        self._stays = self._stays and request.keep_alive
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the caller has gone")
        transport.write(self._kept.head + _until(request, self._stays) + self._kept.body)
        await request.writer.drain()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        pass


def _until(request: web.BaseRequest, stays: bool) -> bytes:
    """Return the end of a head: what is said about the connection (RFC 9112 section 9.3)."""
    if not stays:
        return b"\r\nConnection: close\r\n\r\n"
    return b"\r\nConnection: keep-alive\r\n\r\n" if request.version < (1, 1) else b"\r\n\r\n"


async def deliver(request: web.BaseRequest, delivery: Delivery) -> web.StreamResponse:
    """Send octets as they are given, and end the connection as it is said."""
    if request.transport is not None:
        await delivered(request.transport, delivery)
    return web.Response()


def head_of(request: web.BaseRequest) -> bytes:
    """Return request line and header fields as they came, in their order, without the empty line that ends them."""
    version = request.version
    line = f"{request.method} {request.raw_path} HTTP/{version.major}.{version.minor}"
    start = line.encode("utf-8", "surrogateescape")
    return b"\r\n".join((start, *(name + b": " + value for name, value in request.raw_headers)))


def target_of(request: web.BaseRequest) -> str:
    """Return the request target as text: octets that are not UTF-8 are replaced, the head has them as they came."""
    return request.raw_path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def content_of(request: web.BaseRequest, headers: Headers, most: int) -> tuple[Reply | None, bytes]:
    """Return the content of a request, at most so many bytes, or first why it is not taken."""
    if request.version >= (1, 1) and "host" not in headers:
        return problem(400, "The Host field is missing."), b""
    if not request.body_exists:
        return None, b""
    if (request.content_length or 0) > most:
        return problem(413, f"At most {most} bytes are taken."), b""
    if headers.get("expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if request.content.is_eof() and request.content.total_bytes <= most:
        # All of it came with the head, as mostly.
        return None, request.content.read_nowait()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return None, await request.read()
    except web.HTTPRequestEntityTooLarge:
        return problem(413, f"At most {most} bytes are taken."), b""
    except (HttpProcessingError, web.PayloadAccessError, ValueError):
        return problem(400, "The content is not framed as HTTP has it."), b""
    except TimeoutError:
        return problem(400, "The content did not arrive."), b""


def unknown_method(octets: bytes) -> str:
    """Return the method of a request that the parser refused for it (RFC 9110 section 15.6.2), or empty."""
    words = octets.partition(b"\r\n")[0].split(b" ")
    word = words[0].decode("latin-1")
    is_one = len(words) == 3 and words[2].startswith(b"HTTP/1.") and is_method(words[0])
    return word if is_one and word not in METHODS else ""


class Handler(RequestHandler):
    """Says aiohttp's own refusals of what is not HTTP in problem details too."""

    __slots__ = ("heard", "refuse")
    refuse: Refuse
    heard: bytes
    """What came last."""

    def data_received(self, data: bytes) -> None:
        self.heard = data
        super().data_received(data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        detail = "The request is not HTTP as RFC 9112 has it." if status < 500 else "The partner has failed."
        if status == 400 and (method := unknown_method(self.heard)):
            status, detail = 501, f"The method {method[:MOST_SHOWN]} is not known here."
        answer = AsKept(whole(self.refuse(problem(status, detail), self.heard), request.method))
        answer.force_close()
        return answer


class Server(web.Server):
    """Makes connections that answer for one partner."""

    def __init__(self, handler: Callable[[web.BaseRequest], Any], refuse: Refuse, most: int) -> None:
        """`refuse` finishes a refusal of what is not HTTP; `most` is how many bytes of content are taken."""
        super().__init__(handler, request_factory=self._made, handler_cancellation=True)
        self._refuse = refuse
        self._most = most

    def __call__(self) -> Handler:
        # Content stays coded: a small gzip bomb is refused by its coding, never unpacked.
        handler = Handler(
            self,
            loop=asyncio.get_running_loop(),
            auto_decompress=False,
            lingering_time=2.0,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
        )
        handler.refuse, handler.heard = self._refuse, b""
        return handler

    def _made(
        self, message: Any, payload: Any, protocol: Any, writer: AbstractStreamWriter, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=self._most)
