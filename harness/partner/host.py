"""Serves a script over HTTP on the loopback address, in this thread, in another or in a process of its own."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from harness.errors import MockError
from harness.expression import Headers
from harness.partner.authority import Authority
from harness.partner.call import Reply
from harness.partner.connection import Server, broken, response
from harness.partner.defects import defective
from harness.partner.described import contract_of, description_of
from harness.partner.outbox import Outbox
from harness.partner.play import Play, stocked
from harness.partner.problem import problem
from harness.partner.script import Script
from harness.partner.store import Store

ADDRESS = "127.0.0.1"
BODY_SECONDS = 10.0
"""How long the content of a request may take to arrive."""
Clock = Callable[[], float]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request that a partner was sent, and how it answered."""

    method: str
    target: str
    """Path and query as they came."""
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Empty where it was not taken."""
    status: int


def unheard(heard: Heard) -> None:
    """Keep nothing of what a partner was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A partner that is being served."""

    script: Script
    url: str
    """Base URL of its operations, without a trailing slash."""
    token_url: str
    secret: str
    """What the clients of the demonstration sign in with; it lives as long as the partner."""
    defects: tuple[str, ...] = ()
    """What was planted in it."""

    def __repr__(self) -> str:
        return f"Running({self.script.name!r}, {self.url!r})"


class Host:
    """One partner on one port."""

    def __init__(self, play: Play, store: Store, secret: str, clock: Clock, defects: tuple[str, ...] = ()) -> None:
        self.store = store
        self.hear: Callable[[Heard], None] = unheard
        """Told of every request when its answer is known; set before the host starts."""
        self._defects = defects
        self._play = play
        self._secret = secret
        self._clock = clock
        self._outbox = Outbox()
        self._timers: set[asyncio.TimerHandle] = set()
        self._server: asyncio.Server | None = None
        self._web: Server | None = None

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        """Do something once, after so many seconds, unless the partner has stopped by then."""

        def then() -> None:
            self._timers.discard(timer)
            do()

        timer = asyncio.get_running_loop().call_later(seconds, then)
        self._timers.add(timer)

    def send(self, url: str, body: bytes) -> None:
        """POST JSON to a callback URL in the background."""
        self._outbox.send(url, body)

    async def start(self, port: int) -> Running:
        """Begin to serve; port 0 takes a free one. Raises MockError when the port cannot be had."""
        self._web = Server(self._answer, self._refuse, self._play.script.max_body)
        try:
            self._server = await asyncio.get_running_loop().create_server(self._web, ADDRESS, port, backlog=1024)
        except OSError as error:
            raise MockError(
                f"the port {port} cannot be had: {error.strerror or error}", hint="Choose another, or 0 for a free one."
            ) from None
        script = self._play.script
        root = f"http://{ADDRESS}:{self._server.sockets[0].getsockname()[1]}"
        return Running(
            script=script,
            url=root + script.base,
            token_url=root + script.authority.token_path,
            secret=self._secret,
            defects=self._defects,
        )

    async def stop(self) -> None:
        """Stop serving; what waits to be sent is given up."""
        for timer in self._timers:
            timer.cancel()
        if self._server is not None and self._web is not None:
            self._server.close()
            await self._web.shutdown(0.5)
            await self._server.wait_closed()
        await self._outbox.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        reply = await self._reply(request)
        if reply.pause:
            await asyncio.sleep(reply.pause)
        return await broken(request, reply) if reply.broken else response(reply)

    def _refuse(self, reply: Reply) -> Reply:
        return self._play.spoken(self, reply)

    async def _reply(self, request: web.BaseRequest) -> Reply:
        try:
            headers = Headers(request.headers.items())
            refused, body = await self._body(request, headers)
            if refused is not None:
                reply = self._play.spoken(self, refused, request.method, headers)
            else:
                reply = self._play.reply(self, request.method, request.raw_path, headers, body)
            self._tell(request, body, reply)
            return reply
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            _log.exception("the script failed at %s %s", request.method, request.raw_path)
            return self._play.spoken(self, problem(500, "The partner's script has failed."), request.method)

    def _tell(self, request: web.BaseRequest, body: bytes, reply: Reply) -> None:
        if self.hear is not unheard:
            fields = tuple(request.headers.items())
            self.hear(
                Heard(method=request.method, target=request.raw_path, headers=fields, body=body, status=reply.status)
            )

    async def _body(self, request: web.BaseRequest, headers: Headers) -> tuple[Reply | None, bytes]:
        """The content, or why it was not taken."""
        if request.version >= (1, 1) and "host" not in headers:
            return problem(400, "The Host field is missing."), b""
        if not request.body_exists:
            return None, b""
        most = self._play.script.max_body
        if (request.content_length or 0) > most:
            return problem(413, f"At most {most} bytes are taken."), b""
        if headers.get("expect", "").lower() == "100-continue" and request.transport is not None:
            request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return None, await request.read()
        except web.HTTPRequestEntityTooLarge:
            return problem(413, f"At most {most} bytes are taken."), b""
        except (HttpProcessingError, web.PayloadAccessError, ValueError):
            return problem(400, "The content is not framed as HTTP has it."), b""
        except TimeoutError:
            return problem(400, "The content did not arrive."), b""


def prepared(name: str, defects: Iterable[str], seed: int | None, clock: Clock) -> Host:
    """Return a host that is ready to start, of the mock of that name; raises MockError.

    The same seed gives the same identifiers in the same order; without one they are new each time, as a product's are.
    """
    wanted = tuple(defects)
    script, mock = defective(name, wanted)
    drawn = secrets.randbits(64) if seed is None else seed
    secret = secrets.token_urlsafe(24)
    authority = Authority(script.authority, secrets.token_bytes(32), secret)
    play = Play(script, mock, authority, contract_of(script, mock), description_of(script, mock))
    return Host(play, stocked(script, drawn), secret, clock, wanted)


def serve(
    name: str,
    port: int,
    defects: Iterable[str],
    ready: Callable[[Running], None],
    *,
    seed: int | None = None,
    clock: Clock = time.time,
) -> None:
    """Serve until SIGINT or SIGTERM; calls `ready` once, when requests are taken. Raises MockError before that."""
    host = prepared(name, defects, seed, clock)

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stop.set)
            except (NotImplementedError, RuntimeError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
                pass
        ready(await host.start(port))
        try:
            await stop.wait()
        finally:
            await host.stop()

    try:
        with _runner() as runner:
            runner.run(main())
    except KeyboardInterrupt:
        pass


@contextmanager
def running(
    name: str,
    defects: Iterable[str] = (),
    *,
    port: int = 0,
    seed: int | None = None,
    clock: Clock = time.time,
    hear: Callable[[Heard], None] = unheard,
) -> Iterator[Running]:
    """Serve the mock of that name in a thread of this process for as long as the context lasts.

    `hear` is told of every request, in that thread.
    """
    host = prepared(name, defects, seed, clock)
    host.hear = hear
    with _runner() as runner:
        loop = runner.get_loop()
        partner = runner.run(host.start(port))
        thread = threading.Thread(target=loop.run_forever, name=f"partner-{partner.script.name}", daemon=True)
        thread.start()
        try:
            yield partner
        finally:
            asyncio.run_coroutine_threadsafe(host.stop(), loop).result(timeout=10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)


def _runner() -> asyncio.Runner:
    """An event loop: uvloop's where it exists."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
