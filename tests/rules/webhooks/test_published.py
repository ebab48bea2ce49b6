"""Calls of a publisher are kept beside the schedule by which it says that they come."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from harness.evidence import ExchangeId
from harness.rules.webhooks.published import Attempt, Schedule, State, by_address, by_event, events, quiet, unsure

SCHEDULE = Schedule(operation="eventNotified", gaps=(1.0, 2.0, 4.0))


def call(ordinal: int, *, at: int = 0, status: int = 503, identity: str = "e1", path: str = "/events") -> Attempt:
    return Attempt(
        id=ExchangeId("p", ordinal), at=at, path=path, status=status, until=0, leads="", identity=identity,
        document="d", says="s", about="a",
    )  # fmt: skip


@pytest.mark.parametrize("number, gap", [(0, 0.0), (1, 1.0), (3, 4.0), (9, 4.0)])
def test_beyond_the_declared_gaps_the_last_one_lasts(number: int, gap: float) -> None:
    assert SCHEDULE.gap(number) == gap
    assert Schedule(operation="x", gaps=()).gap(number) == 0.0


def test_it_was_waited_only_by_a_schedule_that_is_known() -> None:
    assert SCHEDULE.waited(State(until=2), call(0), 2)
    assert not SCHEDULE.waited(State(until=1), call(0), 2)
    assert not Schedule(operation="x", gaps=()).waited(State(until=9), call(0), 2)


def test_attempts_are_cited_with_what_shows_how_long_was_listened() -> None:
    last = ExchangeId("p", 9)
    assert quiet(State(last=last), call(1)).cites == (ExchangeId("p", 1), last)
    assert quiet(State(), call(1)).cites == (ExchangeId("p", 1),)
    assert unsure((call(1), call(2)), "not-waited").cites == (ExchangeId("p", 1), ExchangeId("p", 2))
    broke = SCHEDULE.broke(call(2), "event-again", (call(1), call(2)))
    assert (broke.cites, broke.cause) == ((ExchangeId("p", 2), ExchangeId("p", 1)), "event-again/eventNotified")


def ordinals(attempts: Iterable[Attempt]) -> list[int]:
    return [one.id.ordinal for one in attempts]


def test_only_what_has_a_name_is_one_event() -> None:
    attempts = (call(0), call(1, identity=""), call(2, identity="e2"), call(3))
    assert list(map(ordinals, by_event(attempts))) == [[0, 3], [2]]


def test_each_address_is_told_by_itself_and_where_it_led_belongs_to_it() -> None:
    led = msgspec.structs.replace(call(2), path="/elsewhere")
    state = State(attempts=(msgspec.structs.replace(call(0), leads="/elsewhere"), call(1, path="/beside"), led))
    assert list(map(ordinals, by_address(state))) == [[0, 2], [1]]
    assert [(ordinals(here), ordinals(tries)) for here, tries in events(state)] == [([0, 2], [0, 2]), ([1], [1])]
