"""`cloudevent/1`: events come as CloudEvents 1.0, and only to those who gave leave (HTTP Web Hooks section 4).

============  ======================================================================================================
`attributes`  `id`, `source`, `specversion` 1.0 and `type`, in structured or in binary mode
`unique`      no two events have the same `source` and `id`
`asks`        before the first call to an address its owner was asked by OPTIONS, with WebHook-Request-Origin
`heeds`       who does not answer with WebHook-Allowed-Origin is not called, while another that does is
============  ======================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Any, Final, Literal

import msgspec

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.rules import base
from harness.rules.attempts import A_SECOND
from harness.rules.webhooks.eventcalls import ATTRIBUTES, Event, event_of
from harness.rules.webhooks.published import attempt

VERSION: Final = "1.0"
_NAME: Final = re.compile(r"[a-z0-9]+\Z")
_REFERENCE: Final = re.compile(r"[^\s<>\"{}|\\^`]+\Z")
"""What can be a URI reference, as far as its letters go (RFC 3986 appendix A)."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of which calls."""

    shows: Literal["attributes", "unique", "asks", "heeds"]
    operation: str
    schedule: str = ""
    """For `heeds`: the fixture that lists the product's gaps, in seconds. For as long as the first of them, or else for
    a second, who gave no leave must have been left alone while the product was made to act."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What one partition has shown so far."""

    events: dict[str, str] = {}
    """The document of each pair of source and id."""
    first: ExchangeId | None = None
    asked: dict[str, ExchangeId] = {}
    """The addresses whose owner was asked, and by which call."""
    refused: dict[str, tuple[ExchangeId, int]] = {}
    """Those that gave no leave, and when."""
    called: ExchangeId | None = None
    """A call to an address that was not among them: it shows that there was something to tell."""
    led: frozenset[str] = frozenset()
    """Addresses to which an answer led: who follows there does one thing wrong, and `retries/1` says it."""
    until: int = 0
    last: ExchangeId | None = None


class Watch(base.Following):
    """Follows a partition."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        declared: Any = world.fixture(params.schedule)
        first = declared[0] if isinstance(declared, list) and declared else 1
        self._quiet = round((first if isinstance(first, int | float) else 1) * A_SECOND)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return x.id.partition

    def step(self, state: Seen | None, x: Reading) -> tuple[Seen, tuple[base.Sign, ...]]:
        """Take in a call."""
        seen = state or Seen()
        if x.sent_at >= seen.until:
            seen = msgspec.structs.replace(seen, until=x.sent_at, last=x.id)
        if not x.from_product:
            return seen, ()
        path = x.exchange.request.target.partition("?")[0]
        if x.exchange.request.method == "OPTIONS":
            return _asked(seen, x, path), ()
        if x.operation_id != self._params.operation:
            return seen, ()
        told, signs = self._told(seen, x, path)
        leads = attempt(x).leads
        return (msgspec.structs.replace(told, led=told.led | {leads}) if leads else told), signs

    def conclude(self, key: Hashable, state: Seen) -> tuple[base.Sign, ...]:
        """Give those who gave no leave and were left alone."""
        if self._params.shows != "heeds" or state.called is None:
            return ()
        last = (state.called, *((state.last,) if state.last is not None else ()))
        alone = [id for id, at in state.refused.values() if state.until - at >= self._quiet]
        return tuple(base.Passed(tuple(dict.fromkeys((id, *last)))) for id in alone)

    def _told(self, seen: Seen, x: Reading, path: str) -> tuple[Seen, tuple[base.Sign, ...]]:
        match self._params.shows:
            case "attributes":
                return seen, (_attributes(x, event_of(x)),)
            case "unique":
                return _unique(seen, x, event_of(x))
            case "asks":
                asked = seen.asked.get(path)
                if asked is None and path in seen.led:
                    return seen, ()
                broke = base.broke(x, "never-asked", cause="never-asked")
                return seen, (base.passed(x, asked) if asked is not None else broke,)
            case "heeds":
                refused = {name: each for name, each in seen.refused.items() if name != path}
                if path not in seen.refused:
                    return msgspec.structs.replace(seen, called=x.id), ()
                cites = (seen.refused[path][0],)
                seen = msgspec.structs.replace(seen, refused=refused)
                return seen, (base.broke(x, "called-without-leave", cause="called-without-leave", cites=cites),)


def _asked(seen: Seen, x: Reading, path: str) -> Seen:
    if "webhook-request-origin" not in x.request_headers:
        return seen
    seen = msgspec.structs.replace(seen, asked={path: x.id, **seen.asked})
    if x.silence in NOT_THEIRS:
        return seen  # we broke off before we had answered: what would have been said is not known
    if "webhook-allowed-origin" in x.reply_headers:
        return msgspec.structs.replace(seen, refused={p: each for p, each in seen.refused.items() if p != path})
    return msgspec.structs.replace(seen, refused={**seen.refused, path: (x.id, x.sent_at)})


def _attributes(x: Reading, event: Event) -> base.Sign:
    if event.envelope == "plain":
        return base.broke(x, "no-cloudevent", cause="no-cloudevent")
    wrong = next(_wrong(event.attributes), "")
    if wrong:
        return base.broke(x, "attribute", cause=f"attribute/{wrong}", name=wrong, mode=event.envelope)
    return base.passed(x)


def _wrong(attributes: dict[str, Any]) -> Iterator[str]:
    yield from (name for name in ATTRIBUTES if not attributes.get(name))
    yield from (name for name in attributes if not _NAME.match(name))
    if attributes["specversion"] != VERSION:
        yield "specversion"
    if not _REFERENCE.match(attributes["source"]):
        yield "source"


def _unique(seen: Seen, x: Reading, event: Event) -> tuple[Seen, tuple[base.Sign, ...]]:
    attributes = event.attributes
    if not event.document or not attributes.get("id"):
        return seen, ()
    name = f"{attributes.get('source', '')} {attributes['id']}"
    known = seen.events.get(name)
    if known is not None and known != event.document:
        cites = (seen.first,) if seen.first is not None else ()
        return seen, (base.broke(x, "event-id-reused", cause="event-id-reused", cites=cites),)
    another = known is None and bool(seen.events)
    passed = (base.passed(x, seen.first),) if another and seen.first is not None else ()
    return msgspec.structs.replace(seen, events={**seen.events, name: event.document}, first=seen.first or x.id), passed


KIND = base.RuleKind("cloudevent/1", Params, Watch)
