"""What the calls of a publisher show together; that nothing came counts only where it was waited for."""

from __future__ import annotations

from typing import Any

import pytest
from eventing import GAPS, TELLS, S, ended, event, ours, shown, subscribed, subscription, told


def asked(what: str, *exchanges: Any, gaps: Any = GAPS) -> str:
    with_ = {"shows": what, "operation": TELLS, "schedule": "retry_gaps", "replay": "replayDeadLetter"}
    return shown("retries/1", with_, subscribed(), *exchanges, gaps=gaps)


def beside_it(name: str, at: int) -> Any:
    """Return a call to another address, where it is taken."""
    return told(event(name), path="/t/events/taken", at=at)


def read_at(at: int) -> Any:
    """Return a request of our own."""
    return ours(
        "GET", f"/client-subscriptions/{subscription()['clientSubscriptionId']}", b"", 200, subscription(), at=at
    )


def failing(*seconds: float, status: int = 503) -> tuple[Any, ...]:
    return tuple(told(status=status, at=round(at * S)) for at in seconds)


@pytest.mark.parametrize("status", [0, 400, 500, 503])
def test_what_is_not_taken_comes_again_three_times_with_growing_gaps(status: int) -> None:
    assert asked("retried", *failing(0, 1, 3, 7, status=status)) == "conforms"


@pytest.mark.parametrize(
    "seconds, listened, outcome",
    [
        ((0, 1, 2, 3), 100, "violates: gap-too-short"),
        ((0,), 100, "violates: not-retried"),
        ((0, 1, 3), 100, "violates: not-retried"),
        ((0, 1, 3), 11, "inconclusive: schedule-not-over"),
    ],
)
def test_too_few_or_too_fast(seconds: tuple[float, ...], listened: int, outcome: str) -> None:
    assert asked("retried", *failing(*seconds), ended(listened * S)) == outcome


@pytest.mark.parametrize(
    "gaps, seconds, outcome",
    [
        ([10, 10.1, 10.2], (0, 10, 20, 30), "inconclusive: schedule-flat"),
        ([10, 10.1, 10.2], (0, 9, 19, 31), "inconclusive: schedule-flat"),
        ([10, 12.5, 16], (0, 13, 26, 39), "inconclusive: growth-not-told"),
        ([10, 12.5, 16], (0, 11, 23, 38), "inconclusive: growth-not-told"),
        ([0.5, 1, 2], (0, 1.6, 3.2, 4.8), "inconclusive: growth-not-told"),
        ([10, 15, 20], (0, 10, 25, 45), "conforms"),
        ([60, 120, 180], (0, 72, 168, 312), "conforms"),
        ([1, 2, 4], (0, 1.2, 2.8, 6), "conforms"),
        ([1, 2, 4], (0, 2, 4.2, 8.4), "conforms"),
    ],
    ids=[
        "flat",
        "flat and by chance",
        "alike",
        "alike by chance",
        "alike and late",
        "exact",
        "linear",
        "a fifth",
        "twice",
    ],
)
def test_gaps_grow_by_more_than_chance_makes_of_such_as_are_alike(
    gaps: list[float], seconds: tuple[float, ...], outcome: str
) -> None:
    assert asked("retried", *failing(*seconds), ended(400 * S), gaps=gaps) == outcome


def test_an_event_that_came_again_under_another_name_is_not_one_that_did_not_come_again() -> None:
    renamed = [told(event(str(n)), status=503, at=at * S) for n, at in enumerate((0, 1, 3, 7))]
    assert asked("retried", *renamed, ended(40 * S)) == "inconclusive: repeat-renamed"
    assert asked("same-event", *renamed, ended(40 * S)) == "violates: other-event"


def test_what_was_noticed_late_is_no_fault() -> None:
    assert asked("retried", *failing(0.1, 1, 3, 7)) == "conforms"
    assert asked("retried", *failing(0.4, 1, 3, 7)) == "violates: gap-too-short"


def test_what_comes_late_is_no_fault() -> None:
    assert asked("retried", *failing(0, 3, 9, 20)) == "conforms"


def test_what_was_taken_does_not_come_again() -> None:
    assert asked("ends", told(at=0), ended(2 * S)) == "conforms"
    assert asked("ends", told(at=0), told(at=S), ended(9 * S)) == "violates: event-again"
    assert asked("ends", told(at=0), ended(S // 2)).startswith("inconclusive")
    assert asked("ends", told(status=500), ended(9 * S)) == "inconclusive: nothing-seen"


def test_a_repeat_bears_the_same_event() -> None:
    assert asked("same-event", told(status=500, at=0), told(at=S)) == "conforms"
    assert asked("same-event", told(status=500), told(event("2"), at=S)) == "violates: other-event"
    assert asked("same-event", told(status=500, at=0), told(event(attempt=2), at=S)) == "conforms"
    renamed = event("2", attempt=2)
    assert asked("same-event", told(status=500), told(renamed, at=S)) == "violates: other-event"
    changed = event(documentGeneratedTimestamp="2026-03-02T09:31:00Z")
    assert asked("same-event", told(status=500), told(changed, at=S)) == "violates: event-changed"
    assert asked("same-event", told(status=500), told(event("2", hearingId="x"), at=S)) == "inconclusive: nothing-seen"


def test_a_redirect_is_not_followed() -> None:
    away = told(status=307, say={"Location": "https://127.0.0.1:4443/t/events/redirected"})
    followed = told(path="/t/events/redirected", at=1000)
    assert asked("stays", away, ended(2 * S)) == "conforms"
    assert asked("stays", away, followed, ended(2 * S)) == "violates: followed-redirect"
    assert asked("retried", away, followed, ended(2 * S)) == "inconclusive: nothing-seen"
    assert asked("stays", away, ended(S // 2)).startswith("inconclusive")


@pytest.mark.parametrize(
    "gaps, outcome",
    [([1, 2, 4, 4], "conforms"), ([1, 2, 2], "violates: schedule"), ([1, 2, 4, 3], "violates: schedule")],
)
def test_gaps_that_have_grown_may_stay_at_a_limit(gaps: list[int], outcome: str) -> None:
    assert asked("retried", *failing(0, 1, 3, 7), ended(40 * S), gaps=gaps) == outcome


def test_an_address_that_is_gone_is_called_no_more() -> None:
    beside = beside_it("1", at=0), beside_it("2", at=S)
    assert asked("halts", told(status=410), *beside, ended(2 * S)) == "conforms"
    assert asked("halts", told(status=410), told(event("2"), at=S + 1)) == "violates: goes-on"
    assert asked("halts", told(status=410), *beside, told(event("2"), at=2 * S)) == "violates: goes-on"
    assert asked("halts", told(status=410), *beside, ended(S + S // 2)).startswith("inconclusive")


def test_what_was_under_way_when_an_address_said_that_it_is_gone_is_no_further_call() -> None:
    beside = beside_it("1", at=0), told(event("2"), status=410, at=S // 100), beside_it("2", at=2 * S)
    assert asked("halts", told(status=410), *beside, ended(4 * S)) == "conforms"
    assert asked("halts", told(status=410), told(at=S // 100), ended(4 * S)) == "violates: goes-on"
    looked = read_at(S // 200)
    assert asked("halts", told(status=410), looked, *beside[1:], ended(4 * S)) == "violates: goes-on"


@pytest.mark.parametrize(
    "names, since",
    [((), 0), (("1",), 2), (("1", "1"), 2), (("2",), 2), (("0", "1"), 0), (("1", "2"), -2)],
    ids=["nothing", "the same", "the same twice", "under another name", "the same late", "before"],
)
def test_that_nothing_came_shows_nothing_where_nothing_further_happened(names: tuple[str, ...], since: int) -> None:
    beside = (beside_it(name, at=(since + n) * S) for n, name in enumerate(names))
    met = sorted((told(status=410, at=S), *beside), key=lambda one: one.times.anchor + one.times.sent)
    assert asked("halts", *met, ended(9 * S)) == "inconclusive: nothing-further"


def test_retry_after_is_waited_for() -> None:
    busy = told(status=429, say={"Retry-After": "2"})
    assert asked("waits", busy, told(at=2 * S)) == "conforms"
    assert asked("waits", busy, told(at=S)) == "violates: too-early"
    assert asked("waits", busy, ended(9 * S)) == "inconclusive: nothing-seen"


def test_a_pause_that_a_product_makes_by_itself_shows_nothing_of_what_it_heeds() -> None:
    busy = told(status=429, say={"Retry-After": "2"})
    assert asked("waits", busy, told(at=60 * S), gaps=[60, 240, 600]) == "inconclusive: would-have-waited"
    assert asked("waits", busy, told(at=S), gaps=[60, 240, 600]) == "violates: too-early"


def test_events_about_one_case_keep_their_order() -> None:
    first, again, second = told(status=503, at=0), told(at=S), told(event("2"), at=2 * S)
    assert asked("ordered", first, again, second) == "conforms"
    assert asked("ordered", first, told(event("2"), at=S // 2), again) == "violates: event-overtook"
    assert asked("ordered", first, told(event("2", urn="EX2"), at=S // 2), again) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "what, outcome",
    [("ends", "conforms"), ("retried", "conforms"), ("same-event", "conforms"), ("ordered", "conforms")],
)
def test_one_event_is_told_of_at_each_address_by_itself(what: str, outcome: str) -> None:
    beside = (
        told(path="/t/events/beside", at=S // 10, status=503),
        told(path="/t/events/beside", at=S + S // 10),
    )
    calls = (*failing(0, 1, 3), told(at=7 * S), told(event("2"), at=8 * S), *beside)
    met = sorted(calls, key=lambda one: one.times.anchor + one.times.sent)
    assert asked(what, *met, ended(40 * S)) == "conforms"


def test_what_was_taken_at_one_address_may_come_to_another() -> None:
    assert asked("ends", told(at=0), told(path="/t/events/beside", status=410, at=S), ended(9 * S)) == "conforms"


def wrapped(name: str, at: int, **more: Any) -> Any:
    attributes = {"ce-id": name, "ce-source": "s", "ce-type": "t", "ce-specversion": "1.0"}
    return told(event(**more), fields=attributes, at=at * S)


def test_an_envelope_of_another_name_makes_no_other_event_of_what_was_taken() -> None:
    amended = wrapped("b", 1, documentGeneratedTimestamp="2026-03-02T10:00:00Z")
    assert asked("ends", wrapped("a", 0), wrapped("b", 1), ended(9 * S)) == "violates: event-again"
    assert asked("ends", wrapped("a", 0), amended, ended(9 * S)) == "conforms"
