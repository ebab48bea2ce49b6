"""Keeps the calls of a publisher, attempt by attempt, beside the schedule by which it says that they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.attempts import against, may_come_again
from harness.rules.webhooks.eventcalls import event_of
from harness.verdict import Because


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One call, as far as it matters here."""

    id: ExchangeId
    at: int
    """When it came, microseconds since 1970."""
    path: str
    status: int
    """0 where it was not answered."""
    until: int
    """When it may be made again, microseconds since 1970; 0: nothing is said."""
    leads: str
    """Path that its answer leads to; '' where it is no redirect."""
    identity: str
    document: str
    says: str
    about: str
    turn: int = 0
    """How many requests of ours came before it: what we bring about, we bring about after one."""

    @property
    def taken(self) -> bool:
        """Whether it was answered well."""
        return 200 <= self.status < 300


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What one partition has shown so far."""

    attempts: tuple[Attempt, ...] = ()
    until: int = 0
    """How long was listened, microseconds since 1970."""
    last: ExchangeId | None = None
    """What shows that."""
    replayed: bool = False
    turn: int = 0
    """How many requests of ours there were."""


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """When an operation's calls come again, as the product declares it."""

    operation: str
    gaps: tuple[float, ...]
    """Microseconds, one after another; empty: nothing is known of them."""

    def gap(self, number: int) -> float:
        """Return the declared gap before attempt `number`, counted from 0; of more attempts the last."""
        return self.gaps[min(number, len(self.gaps)) - 1] if self.gaps and number else 0.0

    def waited(self, state: State, since: Attempt, number: int) -> bool:
        """Tell whether it was listened for long enough after an attempt that number `number` would have come."""
        return bool(self.gaps) and state.until - since.at >= self.gap(number)

    def broke(self, shown: Attempt, code: str, with_: Iterable[Attempt] = (), **params: Any) -> base.Broke:
        """Say that an attempt decides against the product, together with others."""
        return against(shown.id, code, self.operation, (one.id for one in with_), **params)


def attempt(x: Reading, turn: int = 0) -> Attempt:
    """Return what matters of one call, before which we made so many requests."""
    event, status = event_of(x), x.status or 0
    location = x.reply_headers.get("location", "") if 300 <= status < 400 else ""
    return Attempt(
        id=x.id,
        at=x.sent_at,
        path=x.exchange.request.target.partition("?")[0],
        status=status,
        until=may_come_again(x),
        leads=urlsplit(location).path if location else "",
        identity=event.identity,
        document=event.document,
        says=event.says,
        about=event.about,
        turn=turn,
    )


def unsure(shown: Iterable[Attempt], code: str, *, blocks: bool = False, **params: Any) -> base.Unsure:
    """Say that attempts do not tell; by itself that keeps nothing from conforming, unless it blocks."""
    return base.Unsure(because=Because(code=code, params=params), cites=tuple(one.id for one in shown), blocks=blocks)


def quiet(state: State, *after: Attempt) -> base.Passed:
    """Say that nothing came after attempts, together with what shows how long was listened."""
    last = (state.last,) if state.last is not None else ()
    return base.Passed(tuple(dict.fromkeys((*(one.id for one in after), *last))))


def by_address(state: State) -> tuple[tuple[Attempt, ...], ...]:
    """Return the attempts at each address: whoever subscribed twice is told twice of the same event.

    What was made where a redirect led belongs to the address that was called first.
    """
    led: dict[str, str] = {}
    found: dict[str, list[Attempt]] = {}
    for one in state.attempts:
        address = led.get(one.path, one.path)
        if one.leads:
            led.setdefault(one.leads, address)
        found.setdefault(address, []).append(one)
    return tuple(map(tuple, found.values()))


def by_event(attempts: Iterable[Attempt]) -> list[list[Attempt]]:
    """Return the attempts of each event that has a name."""
    found: dict[str, list[Attempt]] = {}
    for one in attempts:
        if one.identity:
            found.setdefault(one.identity, []).append(one)
    return list(found.values())


def events(state: State) -> Iterator[tuple[tuple[Attempt, ...], list[Attempt]]]:
    """Give the attempts of each event at each address, after all that were made there."""
    for here in by_address(state):
        for tries in by_event(here):
            yield here, tries
