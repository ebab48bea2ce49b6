"""Delivers events to a product that takes them, each kept before it leaves, and waits for what comes of them."""

from __future__ import annotations

import asyncio
import dataclasses
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from harness import evidence, jsonbytes
from harness.contract import Contract
from harness.errors import ProfileError
from harness.evidence import Partial, Request, Response, Silence
from harness.gather.calling.stage import Stage
from harness.gather.calling.stimuli import NotBroughtAbout
from harness.gather.delivering.events import OTHERWISE, RIGHTLY, Event, Maker, Subscription, text_at, utc
from harness.gather.delivering.kinds import made
from harness.partner.outbox import reachable
from harness.partner.outgoing import IN_ONE_PIECE, Ended, Outgoing, addressed, called, send, session_of
from harness.partner.recording import Taken
from harness.profile import Deliveries

UNHEARD: Final = "lost-acknowledgement"
"""The fault of a delivery whose answer is not read to its end."""
PATIENCE: Final = 2.0
"""How many times the declared time an answer is waited for."""
LEAST_PATIENCE: Final = 10.0
"""Seconds that it is waited for at least."""
ADDED: Final = frozenset({"Accept-Encoding"})
"""A field that the client would add by itself: what is sent is what is kept."""
FIRST_GAPS: Final = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Seconds before the first event of a scene is delivered again that was not taken: the product may not yet have noted
down what it was given when it subscribed."""
AGAIN: Final = ("timeout", "reset", "closed", "unreachable")
"""Silences after which an event is delivered once more."""
AHEAD: Final = MappingProxyType({"Expect": "100-continue"})
"""Asks whether content is wanted before it is sent (RFC 9110 section 10.1.1)."""
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
ODD: Final = frozenset({"unknown-type", "old", "oversized", "malformed", "plain-text", "get", "put"})
"""Events that are signed rightly, and need have no effect."""


class Way(NamedTuple):
    """How events get to the product."""

    subscription: Subscription
    trusted: ssl.SSLContext | None
    """The authorities that its address is checked by; None: those of this machine."""


class Publisher:
    """Tells one product of events in the scene in hand."""

    def __init__(self, terms: Deliveries, contract: Contract, stage: Stage, seed: int, wall: Callable[[], int]) -> None:
        """`wall` gives microseconds since 1970."""
        self._terms = terms
        self._stage = stage
        self._seed = seed
        self._wall = wall
        self._like = _example(contract, terms.webhook)
        self.names: tuple[str, ...] = ()
        """Of the events that were taken and ought to have an effect, in the order in which they were delivered."""

    def learned(self) -> Subscription | None:
        """Return the subscription that the product made last, or None."""
        terms = self._terms
        taken = self._stage.newest(lambda one: one.operation == terms.subscribe and 200 <= _status(one) < 300)
        if taken is None:
            return None
        asked, answered = jsonbytes.parse(taken.request.body), jsonbytes.parse(getattr(taken.reply, "body", b""))
        return Subscription(
            url=text_at(asked, terms.callback),
            key=text_at(answered, terms.key),
            secret=text_at(answered, terms.secret),
            id=text_at(answered, terms.subscription),
            issued=True,
        )

    def hands_out(self, taken: Taken) -> str:
        """Return the secret that an answer shows; empty: none."""
        body = getattr(taken.reply, "body", b"")
        if taken.operation != self._terms.subscribe or not body:
            return ""
        return text_at(jsonbytes.parse(body), self._terms.secret)

    def deliver(self, kinds: tuple[str, ...], way: Way, scene: str, allowed: frozenset[str]) -> None:
        """Deliver events of these kinds, one after another.

        Raises NotBroughtAbout where the address must not be called.
        """
        if not reachable(way.subscription.url, allowed):
            raise NotBroughtAbout(f"callback:{urlsplit(way.subscription.url).hostname or ''}")
        maker = Maker(self._like, self._terms, way.subscription, f"events {self._seed} {scene}")
        now = utc(self._wall())
        first = made(maker, "valid", now)
        events = [made(maker, kind, now) for kind in kinds]
        taken = asyncio.run(self._all(first, events, way, maker))
        self.names = tuple(
            event.name
            for kind, event in zip(kinds, events, strict=True)
            if event.signed == RIGHTLY and kind not in ODD and event.name in taken
        )

    async def _all(self, first: Event, events: list[Event], way: Way, maker: Maker) -> set[str]:
        """Return the names of the events that were taken."""
        patience = max(LEAST_PATIENCE, PATIENCE * self._terms.seconds)
        async with session_of(patience, True if way.trusted is None else way.trusted) as session:
            carrier = _Carrier(session, way.subscription, self._stage, maker.uuid, {})
            began = await carrier.begin(first)
            taken = {event.name for event in events if _is_taken(await carrier.carry(event))}
            if way.subscription.issued and not taken and _is_turned_away(began):
                await carrier.deliver(_otherwise(first, way.subscription, maker))
            return taken


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Carries events to one address."""

    session: aiohttp.ClientSession
    subscription: Subscription
    stage: Stage
    fresh: Callable[[], str]
    correlations: dict[str, str]
    """By signature: what is sent again is the same message, and says so to a product that knows repeats by that."""

    async def begin(self, first: Event) -> evidence.Reply:
        """Deliver an event until it is taken, or the gaps are over; return its last answer."""
        reply = await self.deliver(first)
        for gap in FIRST_GAPS:
            if _is_taken(reply):
                break
            await asyncio.sleep(gap)
            reply = await self.deliver(first)
        return reply

    async def carry(self, event: Event) -> evidence.Reply:
        """Deliver an event as often as is meant, and return its last answer."""
        if event.together:
            return (await asyncio.gather(*(self.deliver(event) for _ in range(event.times))))[-1]
        for attempt in range(event.times):
            reply = await self.deliver(event, unheard=event.unheard and attempt == 0)
        if not isinstance(reply, Silence) or reply.why not in AGAIN:
            return reply
        # One silence is none of the product's for certain. Who refuses what is large closes the line, and its answer is
        # lost in what is still being sent: then it is asked first.
        return await self.deliver(event, AHEAD if len(event.body) > IN_ONE_PIECE else NOTHING)

    async def deliver(
        self, event: Event, further: Mapping[str, str] = NOTHING, unheard: bool = False
    ) -> evidence.Reply:
        """Deliver an event once, with further header fields; it is kept before it leaves."""
        url = self.subscription.url
        host, target = addressed(url)
        correlation = self.correlations.setdefault(event.signature or event.name, self.fresh())
        fields = event.fields(host, self.subscription.key, correlation) | dict(further)
        head = head_of(event.method, target, fields)
        request = Request(method=event.method, target=target, head=head, body=event.body)
        outgoing = Outgoing(url=url, request=request, at=self.stage.now())
        ended: Ended = self.stage.delivers(outgoing, event.facts, event.signature, UNHEARD if unheard else "")
        reply = await (_unheard if unheard else send)(self.session, url, request, fields)
        ended(reply, self.stage.now())
        return reply


async def _unheard(
    session: aiohttp.ClientSession, url: str, request: Request, fields: Mapping[str, str]
) -> evidence.Reply:
    """Send an event and break the line as soon as an answer begins: who sent it cannot know what it says."""
    try:
        async with session.request(
            request.method,
            URL(called(url), encoded=True),
            data=request.body,
            headers=fields,
            skip_auto_headers=ADDED,
            allow_redirects=False,
        ) as reply:
            reply.close()
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass  # however the line broke, nothing is known
    return Partial(why="interrupted")


def _is_taken(reply: evidence.Reply) -> bool:
    return isinstance(reply, Response) and 200 <= reply.status < 300


def _is_turned_away(reply: evidence.Reply) -> bool:
    return isinstance(reply, Response) and reply.status in (401, 403)


def _otherwise(event: Event, subscription: Subscription, maker: Maker) -> Event:
    """Return an event signed with the secret read in the other way: who refuses that as well takes no signature."""
    signature = maker.sign(event.body, subscription.otherwise.octets)
    return dataclasses.replace(event, signature=signature, signed=OTHERWISE)


def head_of(method: str, target: str, fields: Mapping[str, str]) -> bytes:
    """Return the head of a request as it goes out."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())]).encode()


def _example(contract: Contract, webhook: str) -> Mapping[str, Any]:
    """Return the first example of a webhook. Raises ProfileError where there is none."""
    operation = contract.operation(webhook)
    for media in operation.request_bodies.values() if operation is not None else ():
        for _, value in media.examples:
            if isinstance(value, Mapping):
                return value
    raise ProfileError(f"the description has no example of {webhook!r} to make events from", where="deliveries.webhook")


def _status(taken: Taken) -> int:
    return getattr(taken.reply, "status", 0)
