"""Plays a product that calls others: takes stimuli at an address of its own, and sends what its data says."""

from __future__ import annotations

import asyncio
import copy
import random
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any, Final

import msgspec
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
_SIGN_IN: Final = ("client_id", "client_secret", "ca")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSender:
    """A sender that is being served."""

    terms: SenderFile
    url: str
    """Where it takes stimuli: POST to `/stimuli/NAME`."""
    defects: tuple[str, ...] = ()


@dataclass(slots=True)
class Desk:
    """What is under way to one partner, and what that partner gave names to."""

    line: Line
    post: Post
    queue: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    named: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when what was begun has its name."""
    shared: str = NOBODY
    before: str = NOBODY
    entry: str = NOBODY
    version: int = 1


class Product:
    """One sender: to each partner its messages go out in the order in which they were written, unless it minds none."""

    def __init__(self, terms: SenderFile, seed: int) -> None:
        self.terms = terms
        self._random = random.Random(f"sender {seed}")
        self._post = Post(terms.policy)
        self._hasty = Post(msgspec.structs.replace(terms.policy, gives_up_at_once=True))
        self._desks: dict[str, Desk] = {}
        self._turn = asyncio.Lock()
        self._url = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.ServerRunner | None = None
        self._webhook = Webhook(terms.taking, self._spawn) if terms.taking is not None else None

    async def start(self) -> str:
        """Take stimuli on a free port; return scheme, host and port."""
        self._runner = web.ServerRunner(web.Server(self._take), access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, ADDRESS, 0).start()
        self._url = f"http://{ADDRESS}:{self._runner.addresses[0][1]}"
        return self._url

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for desk in self._desks.values():
            await desk.line.close()
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
        if request.path.startswith("/questions/") and name in self.terms.answers:
            return web.json_response({"answer": self.terms.answers[name]})
        if name not in self.terms.stimuli:
            return web.Response(status=404)
        brief = await request.json()
        one = {"url": brief["partner_url"], **{key: brief[key] for key in ("token_url", *_SIGN_IN)}}
        for partner in brief.get("partners") or (one,):
            desk = self._desk(partner)
            for message in self.terms.stimuli[name]:
                desk.queue.put_nowait(self.terms.messages[message])
        return web.Response(status=202)

    def _desk(self, said: dict[str, Any]) -> Desk:
        if said["url"] not in self._desks:
            known = {key: said[key] for key in ("url", "token_url", *_SIGN_IN)}
            partner = Partner(**known, agency=said.get("agency", ""))
            forgets = partner.agency and not self.terms.policy.remembers_each
            desk = Desk(Line(partner, self.terms.policy), self._hasty if forgets else self._post)
            self._desks[partner.url] = desk
            desk.named.set()
            self._spawn(self._work(desk))
        return self._desks[said["url"]]

    async def _work(self, desk: Desk) -> None:
        while True:
            message = await desk.queue.get()
            if not self.terms.policy.in_order:
                # Even who minds no order cannot speak of what has no name yet.
                await desk.named.wait()
                self._spawn(self._send(desk, message))
            elif self.terms.policy.apart:
                await self._send(desk, message)
            else:
                async with self._turn:
                    await self._send(desk, message)

    async def _send(self, desk: Desk, message: Message) -> None:
        begins = "$shared" not in message.path
        if not begins and desk.shared == NOBODY:
            return  # it was never taken: there is nothing to speak of
        if begins:
            desk.named.clear()
        letter = self._letter(desk, message)
        answer = await desk.post.deliver(desk.line, letter, self._renamed)
        value = answer.value
        if self._webhook is not None and 200 <= answer.status < 300:
            self._webhook.learn(value, desk.line)
        if 200 <= answer.status < 300 and isinstance(value, dict):
            desk.entry = value.get("entryId", desk.entry)
            if "sharedIncidentId" in value:
                if begins:
                    desk.before = desk.shared
                desk.shared = value["sharedIncidentId"] if self.terms.policy.uses_given_id else self._uuid()
            if isinstance(value.get("version"), int):
                desk.version = value["version"]
        if begins:
            desk.named.set()

    def _letter(self, desk: Desk, message: Message) -> Letter:
        whole = {**self.terms.always, **copy.deepcopy(message.body)} if message.method != "GET" else {}
        body = self._filled(desk, whole)
        return Letter(message.method, _named_in(desk, message.path), message.media_type, body)

    def _filled(self, desk: Desk, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(desk, each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._filled(desk, each) for each in value]
        if value == "$version":
            return desk.version
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
        return _named_in(desk, value) if isinstance(value, str) else value

    def _renamed(self, letter: Letter) -> None:
        letter.body["messageId"] = self._uuid()

    def _uuid(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _named_in(desk: Desk, text: str) -> str:
    names = {"$shared": desk.shared, "$entry": desk.entry, "$before": desk.before, "$agency": desk.line.partner.agency}
    return reduce(lambda done, name: done.replace(name, names[name]), names, text)


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


def product_of(running: RunningSender) -> dict[str, str]:
    """Return what a report calls the sender."""
    version = "1.0" + "".join(f" + {defect}" for defect in running.defects)
    return {"name": running.terms.title, "version": version, "supplier": "Hallmark reference sender"}


def declaration_of(running: RunningSender, answers: str) -> dict[str, Any]:
    """Return what the run file of a test of the sender says, in plain values; `answers` is the file of its answers."""
    terms = running.terms
    return {
        "product": product_of(running),
        "profile": terms.profile,
        "role": terms.role,
        "classes": list(terms.classes),
        "stimuli": {"*": {"url": f"{running.url}/stimuli/{{stimulus}}"}},
        "answers": answers,
        "limits": {"stimulus_seconds": STIMULUS_SECONDS},
        "partners": {"listen": f"{ADDRESS}:0", "tls": "auto"},
    }
