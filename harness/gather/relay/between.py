"""Listens in the place of each of two products, and passes on to the one what the other says to it."""

from __future__ import annotations

import asyncio
import functools
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

from msgspec import UNSET

from harness.errors import TargetError
from harness.evidence import Partial, Request, Response, Silence
from harness.gather.clock import Clock
from harness.gather.relay.ledger import Entry, Ledger
from harness.gather.relay.passing import Face, is_chunked, names, origin_form, passed_reply, passed_request
from harness.gather.relay.spoiling import Spoiler, Spoilt
from harness.gather.relay.upstream import Came, Upstream
from harness.partner.call import PLAINLY, Reply
from harness.partner.call import Came as Arrived
from harness.partner.delivery import Delivery, Piece
from harness.partner.descriptors import allow_many
from harness.partner.handshakes import SHAKE_SECONDS
from harness.partner.heads import Head, unread
from harness.partner.listener import Listener, until_closed
from harness.partner.port import Answer, Asked, Port, Then
from harness.partner.problem import problem
from harness.partner.recording import whole
from harness.partner.taking import MOST_WAITING

AT_ONCE: Final = 64
"""Calls that are passed on to one product at the same time; further ones wait."""
LONGEST_LINE: Final = 65_536
"""Octets of a request line and of a field: who passes calls on is not who sets limits."""
GRACE_SECONDS: Final = 2.0
"""How long what is under way may take to come to its end when the relay stops."""
GOODBYE_SECONDS: Final = 0.5
"""How long callers may take to end their connections in order."""
SECOND: Final = 1_000_000

_log = logging.getLogger(__name__)


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
        # A pool for each: however many calls of the one wait, what the other calls back meanwhile is passed on.
        self._threads = {side.name: ThreadPoolExecutor(AT_ONCE, thread_name_prefix="relay") for side in sides}
        self._under_way: set[asyncio.Task[Answer]] = set()
        self._servers: list[tuple[asyncio.Server, Listener]] = []

    async def listen(self, address: str, host: str, ports: tuple[int, int], tls: ssl.SSLContext | None) -> None:
        """Take a port for each side; nothing is passed on before `begin`. Raises TargetError for one that is taken.

        `host` is the name under which the products find this machine.
        """
        # What is short here would show as a product that cannot be reached.
        allow_many()
        loop = asyncio.get_running_loop()
        for side, port in zip(self._sides, ports, strict=True):
            caller = self._other(side)
            answer = functools.partial(self._answer, called=side, caller=caller)
            refuse = functools.partial(self._refuse, caller=caller)
            # Who has ended its half is taken to have gone, as by other intermediaries: that is how callers give up.
            made = Listener(Port(self._most, self._wall, _comes, answer, refuse, LONGEST_LINE, stays=False))
            try:
                server = await loop.create_server(
                    made,
                    address,
                    port,
                    ssl=tls,
                    ssl_handshake_timeout=SHAKE_SECONDS if tls else None,
                    backlog=MOST_WAITING,
                    start_serving=False,
                )
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
            await made.shutdown(GOODBYE_SECONDS, GOODBYE_SECONDS)
            await until_closed(server, GOODBYE_SECONDS)
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)

    def _wall(self) -> float:
        return self._clock.wall() / SECOND

    def _other(self, side: Side) -> Side:
        return self._sides[0] if side is self._sides[1] else self._sides[1]

    def _answer(self, asked: Asked, early: Reply | None, then: Then, *, called: Side, caller: Side) -> None:
        ledger, head = self._ledger, asked.head
        assert ledger is not None
        target = origin_form(head.shown_target, called.shown)
        request = Request(
            method=head.method,
            target=target or head.shown_target,
            head=head.raw,
            body=asked.body,
            broken_off=asked.broken or UNSET,
        )
        entry = ledger.came(caller.name, request)
        if early is None and not target:
            early = problem(421, "The relay is no proxy: it stands for one product alone.")
        if early is not None:
            then(Answer(self._own(entry, None, early, "refused-by-relay", head.method)))
            return
        passage = _Passage(entry, request, caller, called, asked)
        task = asyncio.get_running_loop().create_task(self._pass(passage, ledger))
        self._under_way.add(task)
        task.add_done_callback(functools.partial(self._passed, then))

    def _passed(self, then: Then, task: asyncio.Task[Answer]) -> None:
        """Give the caller what came of his call; where that could not be written down the connection ends."""
        self._under_way.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("a call could not be passed on", exc_info=error)
        then(None if task.cancelled() or error is not None else task.result())

    async def _pass(self, passage: _Passage, ledger: Ledger) -> Answer:
        entry, caller, called, method = passage.entry, passage.caller, passage.called, passage.request.method
        played = self._spoiler.on(passage.request, self._wall()) if called is self._sides[1] else None
        instead = played.instead(method) if played is not None else None
        if played is not None and instead is not None:
            ledger.instead(entry, instead.sent, played.name)
            now = self._clock.now()
            ledger.note(self._until(Came(instead.sent, now, now, now)))
            return _spoilt(instead)
        came = await self._asked(passage, ledger)
        if came.own_status:
            why = getattr(came.reply, "why", "")
            detail = f"The relay between {caller.name} and {called.name} got no answer of {called.name} ({why})."
            return Answer(self._own(entry, came, problem(came.own_status, detail), why, method))
        assert isinstance(came.reply, Response | Partial)
        back = passed_reply(came.reply, method, names(called.shown, caller.shown))
        spoilt = played.spoilt(back, method) if played and isinstance(back, Response) else None
        sent, fault = (back, "") if spoilt is None or played is None else (spoilt.sent, played.name)
        wait = int(spoilt.pause * SECOND) if spoilt is not None else 0
        ledger.answered(entry, came, Silence(why="closed") if passage.asked.gone() else sent, fault, wait)
        ledger.note(max(self._until(came), self._clock.now() + wait if wait else 0))
        if spoilt is not None:
            return _spoilt(spoilt)
        return Answer(back) if isinstance(back, Response) else Answer(back, delivery=_cut(back, passage.asked.head))

    async def _asked(self, passage: _Passage, ledger: Ledger) -> Came:
        """Ask the other product, and return what came of it."""
        caller, called = passage.caller, passage.called
        try:
            went = passed_request(passage.request, called.upstream.origin.authority, names(caller.shown, called.shown))
            ledger.goes(passage.entry, called.name, went)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads[called.name], called.upstream.ask, went)
        except asyncio.CancelledError:
            ledger.own(passage.entry, None, Silence(why="interrupted"), "stopped")
            raise

    def _own(self, entry: Entry, came: Came | None, reply: Reply, why: str, method: str) -> Response:
        assert self._ledger is not None
        answer = whole(reply, method)
        self._ledger.own(entry, came, answer, why)
        return answer

    def _refuse(self, reply: Reply, data: bytes, broken: str, then: Then, *, caller: Side) -> None:
        """Keep what is not HTTP, or not the whole of a head; it is passed on to nobody."""
        assert self._ledger is not None
        method, target, head = unread(data)
        asked = Request(method=method, target=target, head=head, broken_off=broken or UNSET)
        entry = self._ledger.came(caller.name, asked)
        then(Answer(self._own(entry, None, reply, "refused-by-relay" if broken else "not-http", method)))

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


@dataclass(frozen=True, slots=True)
class _Passage:
    """A call on its way over."""

    entry: Entry
    request: Request
    caller: Side
    called: Side
    asked: Asked


def _comes(head: Head, transport: asyncio.Transport) -> tuple[Arrived, Reply | None]:
    """Tell no way in which a request comes from another: what it means is for the product that it goes to."""
    return PLAINLY, None


def _spoilt(spoilt: Spoilt) -> Answer:
    return Answer(spoilt.sent, spoilt.pause, spoilt.delivery)


def _cut(reply: Partial, head: Head) -> Delivery:
    """Break off here what was broken off over there, and as hard where only that shows that something is missing."""
    chunked = is_chunked(reply.head)
    octets = b"%x\r\n%b\r\n" % (len(reply.body), reply.body) if chunked and reply.body else reply.body
    bare = b"\r\ncontent-length:" not in reply.head.lower() and (not chunked or head.old)
    return Delivery(pieces=(Piece(reply.head + b"\r\n\r\n" + octets),), end="reset" if bare else "close")
