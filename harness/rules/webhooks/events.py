"""Reads what was delivered to a product and what came of it, scene by scene: events, fetches, lists and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

import msgspec

from harness.canonical import digest
from harness.contract import Schema
from harness.contract.media import is_json
from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.jsonbytes import NotJson
from harness.profile import Deliveries
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.fields import media_type_of
from harness.reading.shape import shape_of
from harness.rules.base import busy

RIGHTLY: Final = "rightly"
"""How an event is signed that is signed as was agreed."""
OTHERWISE: Final = "other-reading"
"""How one is signed whose key is a secret that was issued in the run, and read in the other way: its letters, or what
they stand for. It is tried where the product turned away all that was signed as was agreed."""
DAY: Final = 86_400_000_000
Kind: TypeAlias = Literal["plain", "extended", "unknown-type", "old", "oversized", "malformed", "media-type", "method"]
"""What an event is, by what it says and how it comes; a plain one is right in all."""
NOTHING: Final = digest(b"")
"""Digest of no content."""
COUNT: Final = frozenset({"plain", "extended"})
"""Kinds of events that ought to have an effect."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One event on one connection, as far as it matters here."""

    id: ExchangeId
    name: str
    kind: Kind
    signed: str
    at: int
    """When it was sent, microseconds since 1970."""
    took: int
    """Microseconds until its answer began, without those for which our own machine fell behind."""
    status: int
    """0 where no whole answer came."""
    silence: str
    ours: bool
    """Whether it was we who did not hear the answer."""
    busy: bool
    """Whether the product asked to be called later."""
    size: int
    operation: str
    method: str
    says: str
    """Digest of the content of its answer."""

    @property
    def counts(self) -> bool:
        """Whether it ought to have an effect."""
        return self.signed == RIGHTLY and self.kind in COUNT


class Scene:
    """What happened in one partition."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.fetched: list[tuple[str, ExchangeId, bool]] = []
        """Paths that the product fetched, and whether it was given what it asked for."""
        self.listed: tuple[str, ExchangeId] | None = None
        """The newest of its own lists."""
        self.answers: dict[str, tuple[str, ExchangeId]] = {}

    def counts(self, name: str) -> tuple[int, int]:
        """Return how often an event was fetched, and how often the product's list names it.

        A UUID may be written in letters of either case (RFC 9562 section 4).
        """
        if not name:
            return 0, 0
        listed = self.listed[0].lower().count(name.lower()) if self.listed is not None else 0
        # Who is sent for a token first, or turned away for an old one, asks again and has it once.
        return len(self._fetches(name, given=True)) or len(self._fetches(name)), listed

    def shown_by(self, name: str) -> tuple[ExchangeId, ...]:
        """Return what shows the effect of an event, or that there was none."""
        return self._fetches(name)[:3] + ((self.listed[1],) if self.listed is not None else ())

    def _fetches(self, name: str, given: bool = False) -> tuple[ExchangeId, ...]:
        return tuple(id for path, id, had in self.fetched if name.lower() in path.lower() and (had or not given))

    def times(self, name: str) -> list[Delivery]:
        """Return the deliveries of one event."""
        return [one for one in self.deliveries if one.name == name]

    def controls(self, since: int) -> list[Delivery]:
        """Return right events that were delivered once, not before `since`."""
        alone = (one for one in self.deliveries if one.counts and one.at >= since and len(self.times(one.name)) == 1)
        return [one for one in alone if 200 <= one.status < 300]


def delivery(x: Reading, terms: Deliveries) -> Delivery:
    """Return what matters of one delivery."""
    times = x.exchange.times
    return Delivery(
        id=x.id,
        name=_text(x.request_json, terms.name),
        kind=kind_of(x, terms),
        signed=x.fact("signed"),
        at=x.sent_at,
        took=(times.first_byte or times.last_byte) - times.sent - times.lag,
        status=x.status or 0,
        silence=x.silence,
        busy=busy(x),
        ours=x.exchange.fault is not None or x.silence in NOT_THEIRS,
        size=len(x.exchange.request.body),
        operation=x.operation_id,
        method=x.exchange.request.method,
        says=digest(getattr(x.exchange.reply, "body", b"")),
    )


def kind_of(x: Reading, terms: Deliveries) -> Kind:
    """Return what an event is, by the first thing in which it is not as events are."""
    value = x.request_json
    if x.exchange.request.method != "POST":
        return "method"
    if len(x.exchange.request.body) > terms.largest:
        return "oversized"
    if not is_json(media_type_of(x.request_headers.get("content-type", ""))[0]):
        return "media-type"
    if isinstance(value, NotJson) or not isinstance(value, dict):
        return "malformed"
    if _text(value, terms.kind) not in terms.kinds:
        return "unknown-type"
    if x.sent_at - _time(_text(value, terms.time)) > terms.oldest_days * DAY:
        return "old"
    return "extended" if value.keys() - _known(x) else "plain"


def _known(x: Reading) -> frozenset[str]:
    """Return the properties that the description has of an event."""
    operation = x.operation
    media = next(iter(operation.request_bodies.values()), None) if operation is not None else None
    schema = media.schema if media is not None else None
    return frozenset(shape_of(schema).properties) if isinstance(schema, Schema) else frozenset()


def _text(value: Any, pointer: str) -> str:
    if isinstance(value, NotJson):
        return ""
    found = follow(value, parse_pointer(pointer))
    return found if isinstance(found, str) else ""


def _time(text: str) -> int:
    """Return microseconds since 1970; 0 for what is no time."""
    try:
        at = datetime.fromisoformat(text)
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000_000)
    except (ValueError, OverflowError):
        return 0
