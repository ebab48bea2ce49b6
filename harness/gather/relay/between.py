"""Listens in the place of each of two products, and passes on to the one what the other says to it."""

from __future__ import annotations

import asyncio
import functools
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

from aiohttp import web

from harness.errors import TargetError
from harness.evidence import Partial, Request, Response, Silence
from harness.expression import Headers
from harness.gather.clock import Clock
from harness.gather.relay.ledger import Entry, Ledger
from harness.gather.relay.passing import Face, is_chunked, names, origin_form, passed_reply, passed_request
from harness.gather.relay.spoiling import Spoiler, Spoilt
from harness.gather.relay.upstream import Came, Upstream
from harness.gather.transmission.webserver import AsKept, Server, content_of, deliver, head_of, target_of
from harness.partner.call import Reply
from harness.partner.delivery import Delivery, Piece
from harness.partner.heads import unread
from harness.partner.problem import problem
from harness.partner.recording import whole

AT_ONCE: Final = 64
"""Calls that are passed on at the same time; further ones wait."""
GRACE_SECONDS: Final = 2.0
"""How long what is under way may take to come to its end when the relay stops."""
SECOND: Final = 1_000_000


@dataclass(slots=True, kw_only=True)
class Side:
    """One of the two products."""

    name: str
    url: str
    """Where it is, as declared."""
    upstream: Upstream
    face: Face | None = None
    """Set when its listener is there."""

    @property
    def shown(self) -> Face:
        """Return how the other product knows it. The listeners are there before anything is passed on."""
        assert self.face is not None
        return self.face


class Between:
    """Two listeners, and what passes between them; to be used in one event loop."""

    def __init__(self, sides: tuple[Side, Side], clock: Clock, most: int, spoiler: Spoiler) -> None:
        """`most` is how many octets of content are taken; `spoiler` has the faults played on calls of the second."""
        self._spoiler = spoiler
        self._sides = sides
        self._clock = clock
        self._most = most
        self._ledger: Ledger | None = None
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="relay")
        self._under_way: set[asyncio.Task[None]] = set()
        self._servers: list[tuple[asyncio.Server, Server]] = []

    async def listen(self, address: str, host: str, ports: tuple[int, int], tls: ssl.SSLContext | None) -> None:
        """Take a port for each side; nothing is passed on before `begin`. Raises TargetError for one that is taken.

        `host` is the name under which the products find this machine.
        """
        loop = asyncio.get_running_loop()
        for side, port in zip(self._sides, ports, strict=True):
            caller = self._other(side)
            answer = functools.partial(self._answer, called=side, caller=caller)
            made = Server(answer, functools.partial(self._refuse, caller=caller), self._most)
            try:
                server = await loop.create_server(made, address, port, ssl=tls, start_serving=False)
            except OSError as error:
                hint = "Choose another, or 0 for a free one."
                why = (
                    f"the port {port} of {address} cannot be had: {(error.strerror or str(error)).rpartition(': ')[2]}"
                )
                raise TargetError(why, where="relay", hint=hint) from None
            self._servers.append((server, made))
            found = server.sockets[0].getsockname()[1]
            origin = side.upstream.origin
            named = f"[{host}]" if ":" in host else host
            side.face = Face(
                own=f"{origin.scheme}://{origin.authority}",
                shown=f"{'https' if tls else 'http'}://{named}:{found}",
            )

    async def begin(self, ledger: Ledger) -> None:
        """Pass on from now on, and keep what passes in the ledger."""
        self._ledger = ledger
        for server, _ in self._servers:
            await server.start_serving()

    async def stop(self) -> None:
        """Take nothing more; what is under way may come to its end for a moment, and is said to be ours if not."""
        for server, _ in self._servers:
            server.close()
        if self._under_way:
            await asyncio.wait(tuple(self._under_way), timeout=GRACE_SECONDS)
        for task in tuple(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        for server, made in self._servers:
            await made.shutdown(0.5)
            await server.wait_closed()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _other(self, side: Side) -> Side:
        return self._sides[0] if side is self._sides[1] else self._sides[1]

    async def _answer(self, request: web.BaseRequest, *, called: Side, caller: Side) -> web.StreamResponse:
        ledger = self._ledger
        assert ledger is not None
        refused, body = await content_of(request, Headers(request.headers.items()), self._most)
        target = origin_form(target_of(request), called.shown)
        asked = Request(method=request.method, target=target or target_of(request), head=head_of(request), body=body)
        entry = ledger.came(caller.name, asked)
        if refused is None and not target:
            refused = problem(421, "The relay is no proxy: it stands for one product alone.")
        if refused is not None:
            return _as_kept(self._own(entry, None, refused, "refused-by-relay", request.method))
        passage = _Passage(entry, asked, caller, called)
        task = asyncio.get_running_loop().create_task(self._pass(passage, ledger))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            passage.left = True  # the caller hung up: what it asked goes on, and is kept when it comes
            raise
        return await _given(request, passage.reply)

    async def _pass(self, passage: _Passage, ledger: Ledger) -> None:
        entry, caller, called = passage.entry, passage.caller, passage.called
        played = self._spoiler.on(passage.asked, self._clock.wall() / SECOND) if called is self._sides[1] else None
        instead = played.instead(passage.asked.method) if played is not None else None
        if played is not None and instead is not None:
            ledger.instead(entry, instead.sent, played.name)
            now = self._clock.now()
            ledger.note(self._until(Came(instead.sent, now, now, now)))
            passage.reply = instead
            return
        try:
            went = passed_request(passage.asked, called.upstream.origin.authority, names(caller.shown, called.shown))
            ledger.goes(entry, called.name, went)
            loop = asyncio.get_running_loop()
            came = await loop.run_in_executor(self._threads, called.upstream.ask, went)
        except asyncio.CancelledError:
            ledger.own(entry, None, Silence(why="interrupted"), "stopped")
            raise
        if came.own_status:
            why = getattr(came.reply, "why", "")
            detail = f"The relay between {caller.name} and {called.name} got no answer of {called.name} ({why})."
            passage.reply = self._own(entry, came, problem(came.own_status, detail), why, passage.asked.method)
            return
        assert isinstance(came.reply, Response | Partial)
        back = passed_reply(came.reply, passage.asked.method, names(called.shown, caller.shown))
        spoilt = played.spoilt(back, passage.asked.method) if played and isinstance(back, Response) else None
        sent, fault = (back, "") if spoilt is None or played is None else (spoilt.sent, played.name)
        wait = int(spoilt.pause * SECOND) if spoilt is not None else 0
        ledger.answered(entry, came, Silence(why="closed") if passage.left else sent, fault, wait)
        ledger.note(max(self._until(came), self._clock.now() + wait if wait else 0))
        passage.reply = spoilt or back

    def _own(self, entry: Entry, came: Came | None, reply: Reply, why: str, method: str) -> Response:
        assert self._ledger is not None
        answer = whole(reply, method)
        self._ledger.own(entry, came, answer, why)
        return answer

    def _refuse(self, reply: Reply, data: bytes, *, caller: Side) -> Reply:
        """Keep what is not HTTP; it is passed on to nobody."""
        assert self._ledger is not None
        method, target, head = unread(data)
        entry = self._ledger.came(caller.name, Request(method=method, target=target, head=head))
        self._own(entry, None, reply, "not-http", method)
        return reply

    def _until(self, came: Came) -> int:
        """Return when the caller may ask again, by our clock, where it was asked to wait; 0: nothing is said."""
        reply = came.reply
        if not isinstance(reply, Response) or reply.status not in (429, 503):
            return 0
        said = next((line.partition(b":")[2].strip().decode("latin-1") for line in reply.head.split(b"\r\n")[1:]
                     if line.lower().startswith(b"retry-after:")), "")  # fmt: skip
        if said.isdecimal():
            return came.last_byte + int(said[:9]) * SECOND
        try:
            ahead = parsedate_to_datetime(said).timestamp() * SECOND - self._clock.wall()
        except (ValueError, TypeError):
            return 0
        return self._clock.now() + int(ahead)


@dataclass(slots=True)
class _Passage:
    """A call on its way over, and what goes back."""

    entry: Entry
    asked: Request
    caller: Side
    called: Side
    reply: Any = None
    left: bool = False


async def _given(request: web.BaseRequest, reply: Response | Partial | Spoilt) -> web.StreamResponse:
    if isinstance(reply, Spoilt):
        if reply.pause:
            await asyncio.sleep(reply.pause)
        if reply.delivery is not None:
            return await deliver(request, reply.delivery)
        assert isinstance(reply.sent, Response)
        return _as_kept(reply.sent)
    if isinstance(reply, Response):
        return _as_kept(reply)
    # What was broken off over there is broken off here, and as hard where only that shows that something is missing.
    chunked = is_chunked(reply.head)
    octets = b"%x\r\n%b\r\n" % (len(reply.body), reply.body) if chunked and reply.body else reply.body
    bare = b"\r\ncontent-length:" not in reply.head.lower() and (not chunked or request.version < (1, 1))
    piece = Piece(reply.head + b"\r\n\r\n" + octets)
    return await deliver(request, Delivery(pieces=(piece,), end="reset" if bare else "close"))


def _as_kept(reply: Response) -> AsKept:
    return AsKept(reply)
