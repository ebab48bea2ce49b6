"""Listens for the product's own calls, and keeps each as evidence before it is answered."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import ssl
import threading
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from msgspec import UNSET

from harness.arazzo import Listen
from harness.errors import CannotRun
from harness.evidence import HALLMARK, PRODUCT, Exchange, Request, Response, Times
from harness.gather.calling.listening import WELL, Said, said_to, takes
from harness.gather.calling.reach import reach
from harness.gather.checks import Check
from harness.gather.strand import Strand
from harness.partner.call import PLAINLY, Came, Reply
from harness.partner.delivery import Delivery
from harness.partner.handshakes import SHAKE_SECONDS
from harness.partner.heads import NO_HTTP, Head, unread
from harness.partner.knock import Knock
from harness.partner.listener import Listener
from harness.partner.port import Answer, Asked, Port, Then
from harness.partner.recording import whole
from harness.partner.taking import MOST_WAITING

MOST_BYTES: Final = 8 << 20
START_SECONDS: Final = 10
TURNS: Final = 8
ELSEWHERE: Final = "inbound"
"""Partition of calls whose address was not given out in this run."""
USUALLY: Final = Listen()
"""Every call is taken."""
GOODBYE_SECONDS: Final = 0.5
"""How long what is being written down may take when the listener stops."""

_log = logging.getLogger(__name__)


class Mailbox:
    """The inbound calls of one partition; steps wait here, while the listener's thread puts calls in."""

    def __init__(self) -> None:
        self._calls: list[Exchange] = []
        self._changed = threading.Condition()
        self._numbers: dict[str, int] = {}
        self.listen = USUALLY
        """How its calls are answered."""

    def number(self, method: str) -> int:
        """Count a call by its method, from 0."""
        self._numbers[method] = self._numbers.get(method, -1) + 1
        return self._numbers[method]

    def put(self, call: Exchange) -> None:
        """Add a call and wake who waits."""
        with self._changed:
            self._calls.append(call)
            self._changed.notify_all()

    def count(self) -> int:
        """Return how many calls have come so far."""
        with self._changed:
            return len(self._calls)

    def wait(self, since: int, seconds: float, match: Callable[[Exchange], bool]) -> Exchange | None:
        """Return the first call after the first `since` that matches, waiting for it at most so many seconds."""
        looked = since
        found: Exchange | None = None

        def arrived() -> bool:
            nonlocal looked, found
            while found is None and looked < len(self._calls):
                looked += 1
                if match(self._calls[looked - 1]):
                    found = self._calls[looked - 1]
            return found is not None

        with self._changed:
            self._changed.wait_for(arrived, timeout=seconds)
        return found


class Inbound:
    """A small server in a thread of its own; use as a context manager.

    Each partition has an address of its own below the public URL, so that a call that comes late still joins the
    partition that caused it. Only those that give theirs out are remembered: of a thousand operations few call back.
    """

    def __init__(
        self,
        listen: str,
        public_url: str,
        *,
        keep: Callable[[Exchange], None],
        elsewhere: Callable[[], Strand],
        context: ssl.SSLContext | None = None,
        ca: str = "",
    ) -> None:
        """`listen` is address and port; `keep` writes an exchange down; `elsewhere` begins a strand for stray calls.

        With a `context` it speaks TLS; `ca` is the path of the authority of its certificate.
        """
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._public_url = public_url.rstrip("/")
        self._keep = keep
        self._elsewhere = elsewhere
        self._context, self._ca = context, ca
        self._open: dict[str, tuple[Strand, Mailbox]] = {}
        self._stray = Mailbox()
        """For calls whose address was not given out: nobody waits there, so nothing of them is remembered."""
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="inbound", daemon=True)
        self._ready = threading.Event()
        self._failed: OSError | None = None
        self._ending: asyncio.Event | None = None
        self._knock: Knock | None = None
        self._away = ""
        """Base URL of our second port; empty where there is none."""
        self._keeping: set[asyncio.Future[None]] = set()

    def __enter__(self) -> Inbound:
        self._thread.start()
        self._ready.wait(START_SECONDS)
        if self._failed is not None:
            raise CannotRun(
                f"cannot listen on {self._host}:{self._port}: {self._failed.strerror or self._failed}",
                where="partners.listen",
                hint="Give another address or port in hallmark.yaml; port 0 takes a free one.",
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._ending is not None:
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    @property
    def url(self) -> str:
        """Return where the product finds us: the declared address, or on this machine the one that is listened on."""
        scheme = "http" if self._context is None else "https"
        return self._public_url or f"{scheme}://{self._host}:{self._port}"

    def look(self, nonce: str) -> Check | None:
        """Call the declared public address, and tell whether it leads here; None where there is none to be tried."""
        if not self._public_url:
            return None
        self._knock = Knock(nonce)
        check = reach(self._public_url, self._knock, self._ca)
        self._knock = None
        return check

    def address(self, strand: Strand) -> tuple[Callable[[], str], Mailbox]:
        """Return what gives out the URL that the calls of a partition come to, and where they are put."""
        token = hashlib.sha256(strand.name.encode()).hexdigest()[:12]
        with self._lock:
            mailbox = self._open[token][1] if token in self._open else Mailbox()

        def given_out() -> str:
            with self._lock:
                self._open.setdefault(token, (strand, mailbox))
            return f"{self.url}/{token}"

        return given_out, mailbox

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main())
        finally:
            self._ready.set()
            self._loop.close()

    async def _main(self) -> None:
        self._ending = asyncio.Event()
        listener = Listener(Port(MOST_BYTES, time.time, _comes, self._take, self._refuse))
        servers: list[asyncio.Server] = []
        try:
            servers.append(await self._listen(listener, self._port))
            self._port = servers[0].sockets[0].getsockname()[1]
            servers += await self._stand_away(listener)
            self._ready.set()
            await self._ending.wait()
        except OSError as error:
            self._failed = error
        finally:
            # What was accepted a moment ago becomes a connection in a few turns of the loop; a server that is closed
            # before would lose it, open as it is.
            for _ in range(TURNS):
                await asyncio.sleep(0)
            for server in servers:
                server.close()
            _hang_up(listener)
            await listener.shutdown(GOODBYE_SECONDS, GOODBYE_SECONDS)
            if self._keeping:
                await asyncio.wait(tuple(self._keeping))

    async def _listen(self, listener: Listener, port: int) -> asyncio.Server:
        return await self._loop.create_server(
            listener,
            self._host,
            port,
            ssl=self._context,
            ssl_handshake_timeout=SHAKE_SECONDS if self._context else None,
            backlog=MOST_WAITING,
        )

    async def _stand_away(self, listener: Listener) -> list[asyncio.Server]:
        """Listen on a second port too, which redirects lead to: to a product another port is another host.

        Where the product finds us under a declared address nobody but its owner knows of a second one.
        """
        if self._public_url:
            return []
        server = await self._listen(listener, 0)
        scheme = "http" if self._context is None else "https"
        self._away = f"{scheme}://{self._host}:{server.sockets[0].getsockname()[1]}"
        return [server]

    def _take(self, asked: Asked, early: Reply | None, then: Then) -> None:
        """Answer a call when it is written down; one that did not come whole counts as none, and is answered so."""
        head = asked.head
        knock = self._knock
        # What is refused early brings no content here, whatever was sent.
        body = knock.body if knock is not None and early is not None else asked.body
        if knock is not None and knock.takes(head.method, head.target, head.headers, body, None):
            then(Answer(whole(early or knock.reply, head.method)))
            return
        strand, mailbox = self._belongs(head.target)
        said = self._said(head, mailbox) if early is None else Said(reply=whole(early, head.method))
        request = Request(
            method=head.method,
            target=head.shown_target,
            head=head.raw,
            body=asked.body,
            broken_off=asked.broken or UNSET,
        )
        awaited = early is None and mailbox is not self._stray
        self._keep_then(request, said, strand, mailbox if awaited else None, then)

    def _refuse(self, reply: Reply, data: bytes, broken: str, then: Then) -> None:
        """Keep what is not HTTP, or not the whole of a head, beside what nobody expected."""
        method, target, head = unread(data)
        # Whoever reaches this port may have sent it: no rule is shown what is not HTTP.
        request = Request(method=method, target=target, head=head, broken_off=broken or NO_HTTP)
        strand, _ = self._belongs(target)
        self._keep_then(request, Said(reply=whole(reply, method)), strand, None, then)

    def _keep_then(self, request: Request, said: Said, strand: Strand, mailbox: Mailbox | None, then: Then) -> None:
        # Writing waits for the disk: not on the loop that other calls are read on.
        written = self._loop.run_in_executor(None, self._note, request, said, strand, mailbox)
        self._keeping.add(written)

        def kept(done: asyncio.Future[None]) -> None:
            self._keeping.discard(done)
            error = None if done.cancelled() else done.exception()
            if error is not None:
                _log.error("a call could not be written down, and is not answered", exc_info=error)
            given = Answer(said.reply, delivery=None if isinstance(said.reply, Response) else Delivery(end="reset"))
            then(given if error is None and not done.cancelled() else None)

        written.add_done_callback(kept)

    def _said(self, head: Head, mailbox: Mailbox) -> Said:
        if mailbox.listen is USUALLY and head.method != "OPTIONS":
            return WELL
        # What passes calls on may leave the path of the public address in front, or take it away.
        path = head.shown_target.removeprefix(urlsplit(self._public_url).path)
        if takes(mailbox.listen, head.method, path):
            return WELL
        number = mailbox.number(head.method)
        away = self._away + path if self._away else ""
        return said_to(mailbox.listen, number, head.method, self.url + path, away)

    def _note(self, request: Request, said: Said, strand: Strand, mailbox: Mailbox | None) -> None:
        now = strand.now()
        exchange = Exchange(
            id=strand.inbound_id(),
            from_party=PRODUCT,
            to_party=HALLMARK,
            request=request,
            reply=said.reply,
            times=Times(anchor=strand.anchor, queued=now, sent=now, first_byte=now, last_byte=now),
            identity="none",
            fault=said.fault,
            caused_by=strand.last,
            intent="inbound call",
        )
        self._keep(exchange)
        if mailbox is not None:
            mailbox.put(exchange)

    def _belongs(self, target: str) -> tuple[Strand, Mailbox]:
        with self._lock:
            for segment in target.partition("?")[0].split("/"):
                if segment in self._open:
                    return self._open[segment]
            return self._open.setdefault("", (self._elsewhere(), self._stray))


def _comes(head: Head, transport: asyncio.Transport) -> tuple[Came, Reply | None]:
    return PLAINLY, None


def _hang_up(listener: Listener) -> None:
    """End every connection: the run is over, and nobody waits for their goodbyes (RFC 8446 section 6.1)."""
    for connection in tuple(listener.open):
        if connection.transport is not None:
            connection.transport.abort()
