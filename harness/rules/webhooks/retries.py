"""`retries/1`: follows each event that a publisher calls about, from its first attempt to its end.

=============  =====================================================================================================
`retried`      a call that is not answered with 2xx is made again, at least three times, with the growing gaps that
               the product declares
`ends`         an event that was taken is not sent again
`same-event`   a repeat bears the same event as the attempt before
`stays`        a redirect is not followed (CloudEvents HTTP Web Hooks section 2.1)
`halts`        an address that answered 410 is not called again (the same, section 2.2)
`waits`        Retry-After is waited for before the event is sent again (RFC 9110 section 10.2.3)
`ordered`      an event does not overtake an earlier one about the same case
=============  =====================================================================================================

That nothing came shows something only where it was waited for: for as long as the next gap of the declared schedule.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import pairwise
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlsplit

import msgspec

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.senders.messages import A_SECOND, may_come_again
from harness.rules.webhooks.eventcalls import event_of
from harness.verdict import Because

MOST: Final = 10_000
"""Attempts of one partition that are followed."""
LEAST: Final = 3
"""Attempts after the first that a publisher makes."""
SHORT: Final = 0.8
"""Share of a declared gap that a measured one may fall short to: both ends take their time."""
EARLY: Final = 50_000
"""Microseconds by which it may fall short besides: a call that we noticed late makes the next gap shorter."""
Asked: TypeAlias = Literal["retried", "ends", "same-event", "stays", "halts", "waits", "ordered"]


class Params(base.Params, frozen=True, kw_only=True):
    """What is held of each event."""

    shows: Asked
    operation: str
    """The webhook that tells of events."""
    schedule: str
    """The fixture that lists the gaps that the product declares, in seconds."""
    replay: str = ""
    """The operation that asks for a delivery after all: what comes after it is no repeat of the product's own."""


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


class Watch:
    """Keeps the attempts of a partition, and says at its end what they show."""

    scope: base.Scope = "partition"
    operations: frozenset[str] | None = None
    least: int = 1

    def __init__(self, params: Params, world: base.World) -> None:
        self._params = params
        declared: Any = world.fixture(params.schedule)
        fine = isinstance(declared, list) and all(isinstance(each, int | float) for each in declared)
        self.gaps: tuple[float, ...] = tuple(each * A_SECOND for each in declared) if fine else ()

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition; our own requests say how long was listened."""
        return x.id.partition

    def step(self, state: State | None, x: Reading) -> tuple[State, tuple[base.Sign, ...]]:
        """Remember the attempt."""
        state = state or State()
        attempts, replayed = state.attempts, state.replayed or (bool(x.operation_id) and self._replays(x))
        if self._tells(x) and not replayed and len(attempts) < MOST:
            attempts = (*attempts, attempt(x))
        until, last = (x.sent_at, x.id) if x.sent_at >= state.until else (state.until, state.last)
        return State(attempts=attempts, until=until, last=last, replayed=replayed), ()

    def _tells(self, x: Reading) -> bool:
        """Tell whether it is an attempt; a redirect is also followed by another method (RFC 9110 15.4.3)."""
        followed = self._params.shows == "stays" and x.exchange.request.method != "OPTIONS"
        return x.from_product and (followed or x.operation_id == self._params.operation)

    def _replays(self, x: Reading) -> bool:
        return not x.from_product and x.operation_id == self._params.replay

    def conclude(self, key: Hashable, state: State) -> tuple[base.Sign, ...]:
        """Give what all attempts show together."""
        return tuple(HOLDS[self._params.shows](state, self)) if state.attempts else ()

    def gap(self, number: int) -> float:
        """Return the declared gap before attempt `number`, counted from 0; of more attempts the last."""
        return self.gaps[min(number, len(self.gaps)) - 1] if self.gaps and number else 0.0

    def waited(self, state: State, since: Attempt, number: int) -> bool:
        """Tell whether it was listened for long enough after an attempt that number `number` would have come."""
        return bool(self.gaps) and state.until - since.at >= self.gap(number)

    def broke(self, shown: Attempt, code: str, with_: Iterable[Attempt] = (), **params: Any) -> base.Broke:
        """Say that an attempt decides against the product, together with others."""
        cites = (shown.id, *(one.id for one in with_ if one.id != shown.id))
        because, operation = Because(code=code, params=params), self._params.operation
        return base.Broke(because=because, cites=cites, operation=operation, cause=f"{code}/{operation}")


def attempt(x: Reading) -> Attempt:
    """Return what matters of one call."""
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
    )


def unsure(shown: Iterable[Attempt], code: str, *, blocks: bool = False) -> base.Unsure:
    """Say that attempts do not tell; by itself that keeps nothing from conforming, unless it blocks."""
    return base.Unsure(because=Because(code=code), cites=tuple(one.id for one in shown), blocks=blocks)


def _quiet(state: State, after: Attempt) -> base.Passed:
    """Say that nothing came after an attempt, together with what shows how long was listened."""
    return base.Passed((after.id,) if state.last in (None, after.id) else (after.id, state.last))


def _by_event(state: State) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = {}
    for one in state.attempts:
        if one.identity:
            found.setdefault(one.identity, []).append(one)
    return found


def retried(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that what was not taken comes again, often enough and with the gaps that were declared."""
    for tries in _by_event(state).values():
        end = next((number for number, one in enumerate(tries) if one.taken or one.status == 410), len(tries) - 1)
        tries = tries[: end + 1]
        if tries[0].taken or any(one.status == 410 or one.until for one in tries):
            continue
        if not watch.gaps:
            yield unsure(tries, "schedule-unknown", blocks=True)
        elif not _grows(watch.gaps):
            yield watch.broke(tries[0], "schedule", gaps=len(watch.gaps))
        else:
            yield from _held_to_schedule(tries, state, watch)


def _grows(gaps: tuple[float, ...]) -> bool:
    """Tell whether there are enough gaps, and each is longer than the one before; those after may stay at a limit."""
    enough = len(gaps) >= LEAST and all(gap < later for gap, later in pairwise(gaps[:LEAST]))
    return enough and all(gap <= later for gap, later in pairwise(gaps[LEAST - 1 :]))


def _held_to_schedule(tries: list[Attempt], state: State, watch: Watch) -> Iterator[base.Sign]:
    for number, (one, later) in enumerate(pairwise(tries), 1):
        if number <= len(watch.gaps) and later.at - one.at < SHORT * watch.gap(number) - EARLY:
            waited, declared = (later.at - one.at) // 1000, round(watch.gap(number) / 1000)
            yield watch.broke(later, "gap-too-short", tries, number=number, waited=waited, declared=declared)
            return
    if len(tries) > LEAST:
        yield base.Passed(tuple(one.id for one in tries))
    elif not tries[-1].taken:
        late = 1.5 * watch.gap(len(tries)) + A_SECOND
        if state.until - tries[-1].at >= late:
            broke = watch.broke(tries[-1], "not-retried", tries, retries=len(tries) - 1, least=LEAST)
            last = (state.last,) if state.last is not None else ()
            yield msgspec.structs.replace(broke, cites=tuple(dict.fromkeys((*broke.cites, *last))))
        else:
            yield unsure(tries, "schedule-not-over")


def ends(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that what was taken does not come again."""
    for tries in _by_event(state).values():
        number = next((number for number, one in enumerate(tries) if one.taken), None)
        if number is None:
            continue
        if number + 1 < len(tries):
            yield watch.broke(tries[number + 1], "event-again", (tries[number],))
        elif watch.waited(state, tries[number], number + 1):
            yield _quiet(state, tries[number])
        else:
            yield unsure((tries[number],), "not-waited")


def same_event(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that a repeat is known to be one."""
    for number, one in enumerate(state.attempts):
        if one.taken or one.status == 410 or not one.identity:
            continue
        later = state.attempts[number + 1 :]
        again = next((each for each in later if each.identity == one.identity), None)
        if again is not None:
            same = again.says == one.says
            yield base.Passed((one.id, again.id)) if same else watch.broke(again, "event-changed", (one,))
            continue
        other = next((each for each in later if each.says == one.says or each.document == one.document), None)
        if other is not None:
            yield watch.broke(other, "other-event", (one,))


def stays(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that nobody is followed elsewhere."""
    for number, one in enumerate(state.attempts):
        if not one.leads:
            continue
        followed = next((each for each in state.attempts[number + 1 :] if each.path == one.leads), None)
        if followed is not None:
            yield watch.broke(followed, "followed-redirect", (one,))
        elif watch.waited(state, one, 1):
            yield _quiet(state, one)
        else:
            yield unsure((one,), "not-waited")


def halts(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that who wants no more calls gets none."""
    for number, one in enumerate(state.attempts):
        if one.status != 410:
            continue
        later = next((each for each in state.attempts[number + 1 :] if each.path == one.path), None)
        if later is not None:
            yield watch.broke(later, "goes-on", (one,))
        elif watch.waited(state, one, 1):
            yield _quiet(state, one)
        else:
            yield unsure((one,), "not-waited")
        return


def waits(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that an event does not come again before the subscriber said that it may."""
    for tries in _by_event(state).values():
        for one, later in pairwise(tries):
            if not one.until or one.status not in (429, 503):
                continue
            if later.at < one.until - SLACK:
                asked, waited = (one.until - one.at) // 1000, (later.at - one.at) // 1000
                yield watch.broke(later, "too-early", (one,), asked=asked, waited=waited)
            else:
                yield base.Passed((one.id, later.id))


def ordered(state: State, watch: Watch) -> Iterator[base.Sign]:
    """Hold that an event waits for an earlier one about the same case that did not come through at first."""
    events = list(_by_event(state).values())
    for number, tries in enumerate(events):
        first = tries[0]
        if first.taken or first.status == 410 or not first.about:
            continue
        end = next((one for one in tries if one.taken), tries[-1])
        for others in events[number + 1 :]:
            other = others[0]
            if other.about != first.about:
                continue
            if other.at < end.at:
                yield watch.broke(other, "event-overtook", (first, end))
            elif end.taken:
                yield base.Passed((first.id, end.id, other.id))


SLACK: Final = 100_000
"""Microseconds by which a wait may fall short: clocks are read at both ends."""
HOLDS: Final[dict[Asked, Callable[[State, Watch], Iterator[base.Sign]]]] = {
    "retried": retried,
    "ends": ends,
    "same-event": same_event,
    "stays": stays,
    "halts": halts,
    "waits": waits,
    "ordered": ordered,
}

KIND = base.RuleKind("retries/1", Params, Watch)
