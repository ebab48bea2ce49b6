"""Finds the exchanges without which a later one cannot be repeated: those that made what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import unquote

from harness.evidence import HALLMARK, Exchange, ExchangeId, Response
from harness.jsonbytes import NotJson, parse

MOST_KEPT: Final = 16 << 20
"""Octets of memory for what made something that are held until all is read; as many again for the partition at hand."""
OVERHEAD: Final = 2_000
"""Octets that an exchange takes in memory besides its heads and bodies, about."""
LARGEST: Final = 64 << 10
"""Octets of one of them."""
DEEPEST: Final = 3
"""Levels of a reply in which a name is looked for."""
MOST_LED: Final = 8
"""Exchanges that may have to come before one."""
SHORTEST: Final = 8
"""Characters of a value that is taken for a name where it stands in content: shorter ones occur by chance."""
Place = tuple[str | int, ...]
LOCATION: Final[Place] = ("",)
"""Stands for the end of the field Location, in the place of a place."""


class Made:
    """What was made by the exchanges that were seen, and by which of them: all of the last partition, else the first.

    Exchanges come in canonical order. `leading` is asked while the partition is at hand, and once more at the end.
    """

    def __init__(self, exchanges: Iterable[Exchange] = ()) -> None:
        """`exchanges` are seen at once, in their order."""
        self._all, self._here = _Kept(), _Kept()
        self._partition = ""
        for exchange in exchanges:
            self.see(exchange)

    def see(self, exchange: Exchange) -> None:
        """Remember an exchange of ours that made something, as long as there is room."""
        if exchange.id.partition != self._partition:
            self._partition, self._here = exchange.id.partition, _Kept()
        reply = exchange.reply
        if exchange.from_party != HALLMARK or exchange.request.method != "POST" or not isinstance(reply, Response):
            return
        if 200 <= reply.status < 300 and len(reply.body) + len(exchange.request.body) <= LARGEST:
            # What its own path names was there before it.
            names = names_given(exchange).keys() - set(_segments(exchange))
            self._all.add(exchange, names)
            self._here.add(exchange, names)

    def leading(self, exchange: Exchange) -> tuple[Exchange, ...]:
        """Return what has to come before `exchange`, in order: what made the things that its path or content names."""
        found: dict[ExchangeId, Exchange] = {}
        rest = [exchange]
        while rest and len(found) < MOST_LED:
            one = rest.pop()
            for name in names_used(one):
                maker = self._maker(name, one)
                if maker is not None and maker.id not in found and maker.id != exchange.id:
                    found[maker.id] = maker
                    rest.append(maker)
        return tuple(sorted(found.values(), key=lambda x: (x.id.partition == exchange.id.partition, x.id)))

    def _maker(self, name: str, one: Exchange) -> Exchange | None:
        """Return what made a thing before `one` used it: in its own partition, else in another."""
        makers = self._all.by_name.get(name, ())
        here = one.id.partition == self._partition
        own = self._here.by_name.get(name, ()) if here else [x for x in makers if x.id.partition == one.id.partition]
        if own:
            return next((x for x in reversed(own) if x.id < one.id), None)
        return next((x for x in makers if x.times.anchor + x.times.sent <= one.times.anchor + one.times.sent), None)


class _Kept:
    """Exchanges by the names that they gave, until there is no more room."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Exchange]] = {}
        self._room = MOST_KEPT

    def add(self, exchange: Exchange, names: Iterable[str]) -> None:
        if weight(exchange) <= self._room:
            self._room -= weight(exchange)
            for name in names:
                self.by_name.setdefault(name, []).append(exchange)


def weight(exchange: Exchange) -> int:
    """Return how much memory an exchange takes, octets, about."""
    request, reply = exchange.request, exchange.reply
    parts = (request.head, request.body, getattr(reply, "head", b""), getattr(reply, "body", b""))
    return OVERHEAD + sum(map(len, parts))


def names_given(exchange: Exchange) -> Mapping[str, Place]:
    """Return the names that a reply gives to what was made, each with its place; the end of Location first.

    What the request's own path names was there before.
    """
    reply = exchange.reply
    found: dict[str, Place] = {}
    if not isinstance(reply, Response):
        return found
    for line in reply.head.split(b"\r\n")[1:]:
        field, _, text = line.partition(b":")
        if field.strip().lower() == b"location":
            path = text.decode("latin-1").strip().partition("?")[0].rstrip("/")
            found[unquote(path.rpartition("/")[2])] = LOCATION
    body = parse(reply.body)
    for place, value in () if isinstance(body, NotJson) else _identifiers(body, ()):
        found.setdefault(value, place)
    for name in _segments(exchange):
        found.pop(name, None)
    return found


def names_used(exchange: Exchange) -> Iterator[str]:
    """Yield what a request may name: segments of its path, and texts in its content."""
    yield from _segments(exchange)
    if len(exchange.request.body) <= LARGEST:
        body = parse(exchange.request.body)
        yield from () if isinstance(body, NotJson) else _texts(body, 0)


def _segments(exchange: Exchange) -> Iterator[str]:
    path = exchange.request.target.partition("?")[0]
    yield from (unquote(segment) for segment in path.split("/") if segment)


def _identifiers(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict) and len(place) < DEEPEST:
        for key, member in value.items():
            if isinstance(member, str | int) and not isinstance(member, bool) and _is_name(key):
                yield (*place, key), str(member)
        for key, member in value.items():
            yield from _identifiers(member, (*place, key))


def _is_name(key: str) -> bool:
    return key.lower().endswith(("id", "uuid", "identifier", "reference"))


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) >= SHORTEST:
            yield value
    elif depth < DEEPEST:
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for member in members:
            yield from _texts(member, depth + 1)
