"""Sends events out in the background: attempt by attempt, and to the dead letters what nobody took."""

from __future__ import annotations

import asyncio
import dataclasses
import ssl
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import aiohttp

from harness.evidence import Request, Response
from harness.expression import Headers
from harness.partner.dispatch.letter import Letter, written
from harness.partner.dispatch.terms import Policy
from harness.partner.instant import written as time_of
from harness.partner.outbox import reachable
from harness.partner.outgoing import Begins, Outgoing, addressed, send, session_of, unkept
from harness.partner.store import Record, Store

SUBSCRIPTIONS: Final = "subscriptions"
DEAD: Final = "dead-letters"
"""The shelf of each subscription on which lies what could not be delivered."""
TIME: Final = "documentGeneratedTimestamp"
LONGEST_WAIT: Final = 30.0
"""Seconds of a Retry-After that are waited at most."""
NO_SUBSCRIPTION: Final = -1


class Dispatcher:
    """One partner's deliveries."""

    def __init__(self, store: Store, policy: Policy, clock: Callable[[], float] = time.time) -> None:
        """`clock` gives seconds since 1970."""
        self.begins: Begins = unkept
        """Writes each attempt down before it is made."""
        self._store = store
        self._policy = policy
        self._clock = clock
        self._turns: dict[tuple[str, str], asyncio.Lock] = {}
        self._asked: dict[str, bool] = {}
        self.allowed: frozenset[str] = frozenset()
        """Hosts beside this machine that may be called; whatever a defect accepts, no other is."""
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def dispatch(self, letter: Letter) -> None:
        """Have an event delivered."""
        task = asyncio.get_running_loop().create_task(self._in_turn(letter))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()

    async def _in_turn(self, letter: Letter) -> None:
        if not self._policy.in_order:
            await self._deliver(letter)
            return
        async with self._turns.setdefault((letter.subscription, letter.about), asyncio.Lock()):
            await self._deliver(letter)

    async def _deliver(self, letter: Letter) -> None:
        policy, attempts = self._policy, 0
        if not await self._permitted(letter):
            return
        for attempts, gap in enumerate((*policy.gaps, 0.0), 1):
            status, wait = await self._attempt(letter, attempts)
            if status == NO_SUBSCRIPTION or (policy.takes(status) and policy.stops_when_taken):
                return
            if status == 410 and policy.stops_when_gone:
                self._halt(letter.subscription)
                return
            if attempts <= len(policy.gaps):
                await asyncio.sleep(max(gap, wait) if policy.heeds_retry_after else gap)
            letter = self._repeated(letter, attempts)
        if not policy.takes(status) and policy.keeps_dead:
            self._bury(letter, attempts)

    def _repeated(self, letter: Letter, attempts: int) -> Letter:
        """Return what the next attempt bears."""
        if self._policy.repeats == "renamed":
            return self._renamed(letter)
        if self._policy.repeats == "wrapped-anew":
            return dataclasses.replace(letter, event=self._store.fresh_uuid())
        said = {TIME: time_of(self._clock())}
        further: dict[str, dict[str, Any]] = {"dated-anew": said, "counted": {"attempt": attempts + 1}}
        return dataclasses.replace(letter, body={**letter.body, **further.get(self._policy.repeats, {})})

    def _renamed(self, letter: Letter) -> Letter:
        name = self._store.fresh_uuid()
        return dataclasses.replace(letter, event=name, body={**letter.body, "documentId": name})

    def _record(self, subscription: str) -> Record | None:
        """Return a subscription that is still to be told."""
        record = self._store.look(SUBSCRIPTIONS).get(subscription)
        return None if record is None or record.get("halted") else record

    def _halt(self, subscription: str) -> None:
        record = self._record(subscription)
        if record is not None:
            with self._store.at_once():
                self._store.shelf(SUBSCRIPTIONS).put(subscription, {**record, "halted": True})

    def _bury(self, letter: Letter, attempts: int) -> None:
        key = self._store.fresh_uuid()
        dead = {
            "deadLetterId": key,
            "documentId": letter.body.get("documentId"),
            "eventType": letter.body.get("eventType"),
            "attempts": attempts,
            "failedAt": time_of(self._clock()),
        }
        with self._store.at_once():
            self._store.shelf(DEAD, letter.subscription).put(key, {"shown": dead, "letter": dataclasses.asdict(letter)})

    async def _permitted(self, letter: Letter) -> bool:
        """Ask a subscriber once whether it wants to be called (CloudEvents HTTP Web Hooks section 4)."""
        record = self._record(letter.subscription)
        if record is None or not self._policy.asks_permission:
            return record is not None
        url = record["notificationEndpoint"]["callbackUrl"]
        if url not in self._asked:
            fields = {"Host": addressed(url)[0], "WebHook-Request-Origin": self._policy.origin}
            reply = await self._send(letter, url, _options(url, fields), fields, 1)
            allowed = _field(reply, "webhook-allowed-origin") if reply is not None else ""
            self._asked[url] = allowed in ("*", self._policy.origin)
        return self._asked[url] or not self._policy.heeds_refusal

    async def _attempt(self, letter: Letter, attempt: int) -> tuple[int, float]:
        """Return the status of one attempt, 0 where there was none, and how long to wait."""
        record = self._record(letter.subscription)
        if record is None:
            return NO_SUBSCRIPTION, 0.0
        url = record["notificationEndpoint"]["callbackUrl"]
        request, fields = written(letter, record, self._policy)
        reply = await self._send(letter, url, request, fields, attempt)
        if reply is None:
            return 0, 0.0
        if 300 <= reply.status < 400 and self._policy.follows_redirects:
            reply = await self._send(letter, urljoin(url, _field(reply, "location")), request, fields, attempt) or reply
        return reply.status, self._wait(_field(reply, "retry-after"))

    async def _send(
        self, letter: Letter, url: str, request: Request, fields: dict[str, str], attempt: int
    ) -> Response | None:
        if not reachable(url, self.allowed):
            return None
        ended = self.begins(Outgoing(url=url, request=request, attempt=attempt, at=self._clock()))
        reply = await send(self._session(letter.ca), url, request, fields)
        ended(reply, self._clock())
        return reply if isinstance(reply, Response) else None

    def _wait(self, said: str) -> float:
        if said.isdecimal():
            return min(float(said[:6]), LONGEST_WAIT)
        try:
            return min(max(0.0, parsedate_to_datetime(said).timestamp() - self._clock()), LONGEST_WAIT)
        except (ValueError, TypeError):
            return 0.0

    def _session(self, ca: str) -> aiohttp.ClientSession:
        if ca not in self._sessions:
            context = ssl.create_default_context()
            if ca:
                context.load_verify_locations(ca)
            self._sessions[ca] = session_of(self._policy.timeout, context)
        return self._sessions[ca]


def _options(url: str, fields: dict[str, str]) -> Request:
    target = addressed(url)[1]
    head = "\r\n".join([f"OPTIONS {target} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())])
    return Request(method="OPTIONS", target=target, head=head.encode())


def _field(reply: Response, name: str) -> str:
    lines = [line.partition(b":") for line in reply.head.split(b"\r\n")[1:]]
    fields: Any = Headers((key.decode("latin-1"), text.strip().decode("latin-1")) for key, _, text in lines)
    return fields.get(name, "") or ""
