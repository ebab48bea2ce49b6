"""Serves a script over HTTP on the loopback address, in this thread, in another or in a process of its own."""

from __future__ import annotations

import asyncio
import functools
import logging
import secrets
import signal
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final, TypeAlias

from aiohttp import web

from harness import evidence
from harness.errors import MockError
from harness.expression import Headers
from harness.partner.authority import Authority
from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.certificates import Certificates, write_certificates
from harness.partner.connection import Server, broken, content_of, head_of, response, target_of, unread
from harness.partner.defects import defective
from harness.partner.described import contract_of, description_of
from harness.partner.outbox import Outbox
from harness.partner.play import Play, Said, stocked
from harness.partner.problem import problem
from harness.partner.recording import Keep, Taken, as_sent
from harness.partner.script import Script
from harness.partner.secure import Guarded, server_context, thumbprint, without_tls
from harness.partner.store import Store

ADDRESS = "127.0.0.1"
Clock = Callable[[], float]
Come: TypeAlias = Callable[[web.BaseRequest], tuple[Came, Reply | None]]
"""Says how a request came, and answers it where that alone decides."""
GOODBYE_SECONDS: Final = 0.5
"""How long a client may take to end TLS in order."""
_SECURELY: Final = Came(secure=True)

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
    description: bytes = b""
    """The OpenAPI description that it serves of itself; empty: none."""
    certificates: Certificates | None = None
    """What it speaks TLS with; None: it does not."""
    mutual: bool = False
    """Whether it asks clients for certificates."""
    plain_url: str = ""
    """Where the same is asked for without TLS; empty: nowhere else than at `url`."""

    def __repr__(self) -> str:
        return f"Running({self.script.name!r}, {self.url!r})"


class Host:
    """One partner on one port, with TLS on two."""

    def __init__(
        self,
        play: Play,
        store: Store,
        secret: str,
        clock: Clock,
        defects: tuple[str, ...] = (),
        guarded: Guarded | None = None,
    ) -> None:
        self.store = store
        self.hear: Callable[[Heard], None] = unheard
        """Told of every request when its answer is known; set before the host starts."""
        self.keep: Keep | None = None
        """Writes every call down before it is answered; set before the host starts."""
        self._defects = defects
        self._guarded = guarded
        self._secure = ""
        self._play = play
        self._secret = secret
        self._clock = clock
        self._outbox = Outbox()
        self._timers: set[asyncio.TimerHandle] = set()
        self._servers: list[tuple[asyncio.Server, Server]] = []

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
        script, guarded = self._play.script, self._guarded
        plain = ""
        if guarded is None:
            root = await self._listen(port, self._come_plainly, None)
        else:
            root = self._secure = await self._listen(port, self._come_by_tls, server_context(guarded))
            plain = await self._listen(0, self._come_without_tls, None)
        return Running(
            script=script,
            url=root + script.base,
            token_url=root + script.authority.token_path,
            secret=self._secret,
            defects=self._defects,
            description=self._play.description,
            certificates=guarded.files if guarded else None,
            mutual=guarded.mutual if guarded else False,
            plain_url=plain + script.base if plain else "",
        )

    async def _listen(self, port: int, come: Come, context: ssl.SSLContext | None) -> str:
        """Take requests on a port; return scheme, host and port."""
        came = replace(PLAINLY, secure=context is not None)
        refuse = functools.partial(self._refuse, came=came)
        made = Server(lambda request: self._answer(request, come), refuse, self._play.script.max_body)
        try:
            loop = asyncio.get_running_loop()
            more: dict[str, Any] = {"ssl": context, "ssl_shutdown_timeout": GOODBYE_SECONDS} if context else {}
            server = await loop.create_server(made, ADDRESS, port, backlog=1024, **more)
        except OSError as error:
            raise MockError(
                f"the port {port} cannot be had: {error.strerror or error}", hint="Choose another, or 0 for a free one."
            ) from None
        self._servers.append((server, made))
        return f"{'https' if context else 'http'}://{ADDRESS}:{server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Stop serving; what waits to be sent is given up."""
        for timer in self._timers:
            timer.cancel()
        for server, made in self._servers:
            server.close()
            await made.shutdown(0.5)
            await made.emptied(2 * GOODBYE_SECONDS)
            await server.wait_closed()
        await self._outbox.close()

    async def _answer(self, request: web.BaseRequest, come: Come) -> web.StreamResponse:
        came = self._clock()
        said, body = await self._said(request, come)
        reply = self._dated(said.reply)
        self._tell(request, body, reply)
        if self.keep is not None:
            asked = evidence.Request(method=request.method, target=target_of(request), head=head_of(request), body=body)
            self._note(asked, replace(said, reply=reply), came)
        if reply.pause:
            await asyncio.sleep(reply.pause)
        return await broken(request, reply) if reply.broken else response(reply)

    async def _said(self, request: web.BaseRequest, come: Come) -> tuple[Said, bytes]:
        """Return what the script says to a request, and the content that it came with, as far as it was taken."""
        body = b""
        try:
            headers = Headers(request.headers.items())
            came, answer = come(request)
            if answer is None:
                answer, body = await content_of(request, headers, self._play.script.max_body)
            if answer is not None:
                return Said(self._play.spoken(self, answer, request.method, headers, came)), body
            return self._play.said(self, request.method, request.raw_path, headers, body, came), body
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            _log.exception("the script failed at %s %s", request.method, request.raw_path)
            failed = problem(500, "The partner's script has failed.")
            return Said(self._play.spoken(self, failed, request.method)), body

    def _refuse(self, reply: Reply, data: bytes, came: Came) -> Reply:
        """Finish a refusal of what is not HTTP, and keep what was sent."""
        reply = self._dated(self._play.spoken(self, reply, came=came))
        if self.keep is not None:
            method, target, head = unread(data)
            asked = evidence.Request(method=method, target=target, head=head)
            self._note(asked, Said(reply), self._clock())
        return reply

    def _dated(self, reply: Reply) -> Reply:
        return reply if reply.header("Date") else replace(reply, headers=(*reply.headers, ("Date", _date())))

    def _note(self, asked: evidence.Request, said: Said, came: float) -> None:
        assert self.keep is not None
        reply = said.reply
        taken = Taken(
            request=asked,
            reply=as_sent(reply, asked.method),
            operation=said.operation,
            client=said.client,
            came=came,
            answers=self._clock() + reply.pause,
        )
        self.keep(taken)

    def _tell(self, request: web.BaseRequest, body: bytes, reply: Reply) -> None:
        if self.hear is not unheard:
            fields = tuple(request.headers.items())
            self.hear(
                Heard(method=request.method, target=request.raw_path, headers=fields, body=body, status=reply.status)
            )

    def _come_plainly(self, request: web.BaseRequest) -> tuple[Came, Reply | None]:
        return PLAINLY, None

    def _come_by_tls(self, request: web.BaseRequest) -> tuple[Came, Reply | None]:
        if self._guarded is None or not self._guarded.mutual:
            return _SECURELY, None
        connection = request.transport.get_extra_info("ssl_object") if request.transport else None
        return Came(secure=True, certificate=thumbprint(connection)), None

    def _come_without_tls(self, request: web.BaseRequest) -> tuple[Came, Reply | None]:
        return PLAINLY, without_tls(self._play.script.tls, request.method, self._secure, request.raw_path)


def _date() -> str:
    return formatdate(usegmt=True)


def prepared(
    name: str,
    defects: Iterable[str],
    seed: int | None,
    clock: Clock,
    tls: Path | None = None,
    mutual: bool = False,
) -> Host:
    """Return a host that is ready to start, of the mock of that name; raises MockError.

    The same seed gives the same identifiers in the same order; without one they are new each time, as a product's are.
    With `tls` it speaks TLS, with certificates that are written into that folder; with `mutual` it asks for those of
    its clients.
    """
    wanted = tuple(defects)
    served = frozenset(each for each, is_so in (("tls", tls), ("mutual", mutual)) if is_so)
    script, mock = defective(name, wanted, served)
    drawn = secrets.randbits(64) if seed is None else seed
    secret = secrets.token_urlsafe(24)
    authority = Authority(script.authority, secrets.token_bytes(32), secret)
    play = Play(script, mock, authority, contract_of(script, mock), description_of(script, mock))
    guarded = None
    if tls is not None:
        clients = script.authority.clients if mutual else ()
        files = write_certificates(tls, script.tls.certificate, clients, clock())
        guarded = Guarded(script.tls, files, mutual)
    return Host(play, stocked(script, drawn), secret, clock, wanted, guarded)


def serve(
    name: str,
    port: int,
    defects: Iterable[str],
    ready: Callable[[Running], None],
    *,
    seed: int | None = None,
    clock: Clock = time.time,
    tls: Path | None = None,
    mutual: bool = False,
    keep: Keep | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; calls `ready` once, when requests are taken. Raises MockError before that.

    `keep` writes every call down before it is answered.
    """
    host = prepared(name, defects, seed, clock, tls, mutual)
    host.keep = keep

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
        with _runner(tls is not None) as runner:
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
    tls: Path | None = None,
    mutual: bool = False,
    keep: Keep | None = None,
) -> Iterator[Running]:
    """Serve the mock of that name in a thread of this process for as long as the context lasts.

    `hear` is told of every request, in that thread; `keep` writes every call down before it is answered.
    """
    host = prepared(name, defects, seed, clock, tls, mutual)
    host.hear, host.keep = hear, keep
    with _runner(tls is not None) as runner:
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


def _runner(tls: bool) -> asyncio.Runner:
    """An event loop: uvloop's where it exists, but for TLS, where its end would wait for peers that say no goodbye."""
    if tls:
        return asyncio.Runner()
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
