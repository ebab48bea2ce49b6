"""Listens for the product's own calls, and keeps each as evidence before it is answered."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable
from typing import Final

from aiohttp import web

from harness.errors import CannotRun
from harness.evidence import HALLMARK, PRODUCT, Exchange, Request, Response, Times
from harness.gather.calling.reach import reach
from harness.gather.preflight import Check
from harness.gather.strand import Strand
from harness.partner.connection import head_of, target_of

MOST_BYTES: Final = 8 << 20
START_SECONDS: Final = 10
ELSEWHERE: Final = "inbound"
"""Partition of calls whose address was not given out in this run."""
NO_CONTENT: Final = Response(status=204, head=b"HTTP/1.1 204 No Content")
TOO_LARGE: Final = Response(status=413, head=b"HTTP/1.1 413 Content Too Large")


class Mailbox:
    """The inbound calls of one partition; steps wait here, while the listener's thread puts calls in."""

    def __init__(self) -> None:
        self._calls: list[Exchange] = []
        self._changed = threading.Condition()

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
        self, listen: str, public_url: str, *, keep: Callable[[Exchange], None], elsewhere: Callable[[], Strand]
    ) -> None:
        """`listen` is address and port; `keep` writes an exchange down; `elsewhere` begins a strand for stray calls."""
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._public_url = public_url.rstrip("/")
        self._keep = keep
        self._elsewhere = elsewhere
        self._open: dict[str, tuple[Strand, Mailbox]] = {}
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="inbound", daemon=True)
        self._ready = threading.Event()
        self._failed: OSError | None = None
        self._ending: asyncio.Event | None = None
        self._nonce = ""
        self._came = threading.Event()

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
        return self._public_url or f"http://{self._host}:{self._port}"

    def look(self, nonce: str) -> Check | None:
        """Call the declared public address, and tell whether it leads here; None where there is none to be tried."""
        if not self._public_url:
            return None
        self._nonce = nonce
        check = reach(self._public_url, nonce, self._came)
        self._nonce = ""
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
        server = web.Server(self._take)
        runner = web.ServerRunner(server, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port)
            await site.start()
            self._port = runner.addresses[0][1]
            self._ready.set()
            await self._ending.wait()
        except OSError as error:
            self._failed = error
        finally:
            await runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        if self._nonce and request.path.endswith(self._nonce):
            self._came.set()
            return web.Response(status=204)
        body = await request.content.read(MOST_BYTES + 1) if request.can_read_body else b""
        while 0 < len(body) <= MOST_BYTES and not request.content.at_eof():
            body += await request.content.read(MOST_BYTES + 1 - len(body))
        too_large = len(body) > MOST_BYTES
        # Writing waits for the disk: not on the loop that other calls are read on.
        await asyncio.to_thread(self._note, request, body[:MOST_BYTES], TOO_LARGE if too_large else NO_CONTENT)
        return web.Response(status=413 if too_large else 204)

    def _note(self, request: web.BaseRequest, body: bytes, reply: Response) -> None:
        strand, mailbox = self._belongs(request.raw_path)
        now = strand.now()
        exchange = Exchange(
            id=strand.inbound_id(),
            from_party=PRODUCT,
            to_party=HALLMARK,
            request=Request(method=request.method, target=target_of(request), head=head_of(request), body=body),
            reply=reply,
            times=Times(anchor=strand.anchor, queued=now, sent=now, first_byte=now, last_byte=now),
            identity="none",
            caused_by=strand.last,
            intent="inbound call",
        )
        self._keep(exchange)
        mailbox.put(exchange)

    def _belongs(self, target: str) -> tuple[Strand, Mailbox]:
        with self._lock:
            for segment in target.partition("?")[0].split("/"):
                if segment in self._open:
                    return self._open[segment]
            return self._open.setdefault("", (self._elsewhere(), Mailbox()))
