"""Calls partners back: POSTs JSON to their URLs in the background, in order, and again when it fails."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp

from harness.errors import HallmarkError
from harness.evidence import Response
from harness.partner.outgoing import Begins, Outgoing, send, session_of, unkept, written

GAPS = (0.2, 0.5, 1.0)
"""Seconds before each further attempt."""
SECONDS = 5.0
"""How long one attempt may take."""
MOST_WAITING = 1000
"""Calls that may wait for one URL; further ones are lost."""

_log = logging.getLogger(__name__)


def reachable(url: str, allowed: frozenset[str] = frozenset()) -> bool:
    """Tell whether a URL may be called: on this machine, or on a host that is allowed by exact name."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        known = parts.scheme in ("http", "https") and (parts.port or 1) > 0
        return known and (host in allowed or host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


class Outbox:
    """Queues by URL; a URL that answered 410 is not called again."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970."""
        self.allowed: frozenset[str] = frozenset()
        """Hosts beside this machine that may be called."""
        self.begins: Begins = unkept
        """Writes each attempt down before it is made."""
        self._clock = clock
        self._queues: dict[str, asyncio.Queue[tuple[bytes, str]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone: set[str] = set()
        self._session: aiohttp.ClientSession | None = None

    def send(self, url: str, body: bytes, fault: str = "") -> None:
        """Queue a call, and the fault that is played by it; one to another machine is not made."""
        if url in self._gone or not reachable(url, self.allowed):
            return
        queue = self._queues.get(url)
        if queue is None:
            queue = self._queues[url] = asyncio.Queue(MOST_WAITING)
            task = asyncio.get_running_loop().create_task(self._work(url, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            queue.put_nowait((body, fault))
        except asyncio.QueueFull:
            _log.warning("too many calls wait for %s; one is lost", url)

    async def close(self) -> None:
        """Give up what is still waiting."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _work(self, url: str, queue: asyncio.Queue[tuple[bytes, str]]) -> None:
        try:
            while not queue.empty():
                await self._deliver(url, *queue.get_nowait())
        except HallmarkError as error:
            _log.error("calls to %s are not made: %s", url, error)
        finally:
            # No await between the last look and this: nothing can have been queued meanwhile.
            del self._queues[url]

    async def _deliver(self, url: str, body: bytes, fault: str) -> None:
        for attempt, gap in enumerate((*GAPS, None), 1):
            if url in self._gone:
                return
            status = await self._post(url, body, attempt, fault)
            if status == 410:
                self._gone.add(url)
            if 200 <= status < 300 or (400 <= status < 500 and status not in (408, 429)):
                return
            if gap is not None:
                await asyncio.sleep(gap)

    async def _post(self, url: str, body: bytes, attempt: int, fault: str) -> int:
        """The status that came back; 0 when none did."""
        if self._session is None:
            self._session = session_of(SECONDS)
        request, fields = written(url, body)
        ended = self.begins(Outgoing(url=url, request=request, attempt=attempt, at=self._clock(), fault=fault))
        reply = await send(self._session, url, request, fields)
        ended(reply, self._clock())
        return reply.status if isinstance(reply, Response) else 0
