"""Plays a product that calls others: takes stimuli at an address of its own, and sends what its data says."""

from __future__ import annotations

import asyncio
import copy
import random
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, Final

from aiohttp import web

from harness.partner.answering import ADDRESS
from harness.partner.sender.delivering import Letter, Line, Partner, Post
from harness.partner.sender.receiving import Webhook
from harness.partner.sender.terms import Message, SenderFile, sender

STIMULUS_SECONDS: Final = 4
"""Longer than a sender on this machine takes for anything that it does at all."""
LONG_AGO: Final = timedelta(minutes=40)
"""Before now, of what is entered late."""
EVENTS: Final = "/events"
"""Where a product that takes events takes them."""
EFFECTS: Final = "/effects"
"""Where it lists those that it acted on."""
NOBODY: Final = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSender:
    """A sender that is being served."""

    terms: SenderFile
    url: str
    """Where it takes stimuli: POST to `/stimuli/NAME`."""
    defects: tuple[str, ...] = ()


class Product:
    """One sender: its messages go out in the order in which they were written, unless it has the vice not to mind."""

    def __init__(self, terms: SenderFile, seed: int) -> None:
        self.terms = terms
        self._random = random.Random(f"sender {seed}")
        self._post = Post(terms.policy)
        self._lines: dict[str, Line] = {}
        self._url = ""
        self._shared = NOBODY
        self._before = NOBODY
        self._entry = NOBODY
        self._named = asyncio.Event()
        self._named.set()
        self._version = 1
        self._queue: asyncio.Queue[tuple[Line, Message]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None
        self._webhook = Webhook(terms.taking, self._spawn) if terms.taking is not None else None

    async def start(self) -> str:
        """Take stimuli on a free port; return scheme, host and port."""
        self._runner = web.ServerRunner(web.Server(self._take), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, ADDRESS, 0).start()
        self._spawn(self._work())
        self._url = f"http://{ADDRESS}:{self._runner.addresses[0][1]}"
        return self._url

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines.values():
            await line.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.StreamResponse:
        name = request.path.rpartition("/")[2]
        if request.path.startswith("/notices"):
            return web.Response(status=204)
        if self._webhook is not None and request.path == EVENTS:
            return await self._webhook.take(request)
        if self._webhook is not None and request.path == EFFECTS:
            return web.json_response(self._webhook.acted)
        if name not in self.terms.stimuli:
            return web.Response(status=404)
        brief = await request.json()
        line = self._line(brief)
        for message in self.terms.stimuli[name]:
            self._queue.put_nowait((line, self.terms.messages[message]))
        return web.Response(status=202)

    def _line(self, brief: dict[str, Any]) -> Line:
        partner = Partner(
            url=brief["partner_url"],
            token_url=brief["token_url"],
            client_id=brief["client_id"],
            client_secret=brief["client_secret"],
            ca=brief["ca"],
        )
        return self._lines.setdefault(partner.url, Line(partner, self.terms.policy))

    async def _work(self) -> None:
        while True:
            line, message = await self._queue.get()
            if not self.terms.policy.in_order:
                # Even who minds no order cannot speak of what has no name yet.
                await self._named.wait()
            if self.terms.policy.in_order:
                await self._send(line, message)
            else:
                self._spawn(self._send(line, message))

    async def _send(self, line: Line, message: Message) -> None:
        begins = "$shared" not in message.path
        if begins:
            self._named.clear()
        letter = self._letter(message)
        answer = await self._post.deliver(line, letter, self._renamed)
        value = answer.value
        if self._webhook is not None and 200 <= answer.status < 300:
            self._webhook.learn(value, line)
        if 200 <= answer.status < 300 and isinstance(value, dict):
            self._entry = value.get("entryId", self._entry)
            if "sharedIncidentId" in value:
                if begins:
                    self._before = self._shared
                self._shared = value["sharedIncidentId"] if self.terms.policy.uses_given_id else self._uuid()
            if isinstance(value.get("version"), int):
                self._version = value["version"]
        if begins:
            self._named.set()

    def _letter(self, message: Message) -> Letter:
        whole = {**self.terms.always, **copy.deepcopy(message.body)} if message.method != "GET" else {}
        body = self._filled(whole)
        return Letter(message.method, self._named_in(message.path), message.media_type, body)

    def _named_in(self, text: str) -> str:
        names = {"$shared": self._shared, "$entry": self._entry, "$before": self._before}
        return reduce(lambda done, name: done.replace(name, names[name]), names, text)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        if value == "$version":
            return self._version
        if value == "$id":
            return self._uuid()
        if value == "$now":
            return datetime.now(UTC).isoformat()
        if value == "$notices":
            return f"{self._url}/notices"
        if value == "$events":
            return f"{self._url}{EVENTS}"
        if value == "$earlier":
            return (datetime.now(UTC) - LONG_AGO).isoformat()
        return self._named_in(value) if isinstance(value, str) else value

    def _renamed(self, letter: Letter) -> None:
        letter.body["messageId"] = self._uuid()

    def _uuid(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@contextmanager
def running_sender(name: str, defects: Iterable[str] = (), seed: int = 1) -> Iterator[RunningSender]:
    """Serve the sender of that name in a thread of this process. Raises MockError."""
    planted = tuple(defects)
    terms = sender(name, planted)
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        product = Product(terms, seed)
        url = runner.run(product.start())
        thread = threading.Thread(target=loop.run_forever, name=f"sender-{terms.name}", daemon=True)
        thread.start()
        try:
            yield RunningSender(terms=terms, url=url, defects=planted)
        finally:
            asyncio.run_coroutine_threadsafe(product.stop(), loop).result(timeout=10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=10)


def declaration_of(running: RunningSender, answers: str) -> dict[str, Any]:
    """Return what the run file of a test of the sender says, in plain values; `answers` is the file of its answers."""
    terms = running.terms
    version = "1.0" + "".join(f" + {defect}" for defect in running.defects)
    return {
        "product": {"name": terms.title, "version": version, "supplier": "Hallmark reference sender"},
        "profile": terms.profile,
        "role": terms.role,
        "classes": list(terms.classes),
        "stimuli": {"*": {"url": f"{running.url}/stimuli/{{stimulus}}"}},
        "answers": answers,
        "limits": {"stimulus_seconds": STIMULUS_SECONDS},
        "partners": {"listen": f"{ADDRESS}:0", "tls": "auto"},
    }
