"""How often something showed is counted for the smallest request from its first time on, and when in our own clock."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import context, reading
from rules.cases import created
from sample_report import requirement

from harness.evidence import ExchangeId, Request, Times
from harness.reading import Reading
from harness.repeats import SentTimes, Span, length_of
from harness.rules.base import Broke, Passed
from harness.tally import Tally
from harness.verdict import Because, Repeated, Seen


def sent(ordinal: int, body: bytes = b"{}", at: int = 5, target: str = "/v1/notes", **changes: Any) -> Reading:
    one = created()
    head = f"POST {target} HTTP/1.1".encode()
    request = Request(method="POST", target=target, head=head, body=body)
    return reading(
        msgspec.structs.replace(
            one, id=ExchangeId("p", ordinal), request=request, times=Times(anchor=0, sent=at), **changes
        )
    )


def broke(x: Reading, cause: str = "c", operation: str = "addNote") -> Broke:
    because = Because(code="server-error")
    return Broke(because=because, cites=(x.id,), operation=operation, cause=cause, size=length_of(x))


def tally(of: str = "request") -> Tally:
    return Tally(requirement("N-001"), of=of)


def counted(told: Tally) -> list[tuple[Repeated, Seen]]:
    return [(v.repeated, v.seen) for v in told.finding(context(), None).violations]


def test_the_smallest_request_is_counted_from_its_first_time_on() -> None:
    told = tally()
    large = sent(0, b"[1,2,3]", at=10)
    told.take(broke(large), large, 10)
    for ordinal in (1, 2):
        small = sent(ordinal, at=10 + ordinal)
        told.take(broke(small), small, 10 + ordinal)
    again = sent(3, at=40)
    told.take(Passed((again.id,)), again)
    other = sent(4, b"[]", at=50)
    told.take(Passed((other.id,)), other)
    assert counted(told) == [(Repeated(shown=2, asked=3), Seen(first=10, last=12))]


def test_of_two_as_small_the_one_that_is_sent_again_is_counted() -> None:
    told = tally()
    for ordinal, body in enumerate((b"[]", b"{}", b"{}", b"[]")):
        x = sent(ordinal, body)
        told.take(broke(x), x, 5)
    assert counted(told) == [(Repeated(shown=2, asked=2), Seen(first=5, last=5))]


def test_a_case_is_shown_only_to_the_breaches_that_it_may_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    told = tally()
    for ordinal in range(50):
        x = sent(ordinal, b"[%02d]" % ordinal)
        told.take(broke(x, str(ordinal)), x, 5)
    asked: list[Any] = []
    monkeypatch.setattr("harness.breaches.Breach.take", lambda breach, x, shown: asked.append((breach.cause, shown)))
    again = sent(50, b"[07]")
    told.take(Passed((again.id,)), again)
    assert asked == [("7", False)]


def test_several_signs_of_one_exchange_are_one_case() -> None:
    told = tally()
    x = sent(0)
    for cause in ("a", "b", "a"):
        told.take(broke(x, cause), x, 5)
    y = sent(1)
    told.take(broke(y, "b"), y, 6)
    assert counted(told) == [
        (Repeated(shown=1, asked=2), Seen(first=5, last=5)),
        (Repeated(shown=2, asked=2), Seen(first=5, last=6)),
    ]


def test_cases_of_several_requests_are_counted_by_operation() -> None:
    told = tally("case")
    x, y, z = sent(0), sent(1, b"[]"), sent(2, b"[0]")
    told.take(broke(x, operation=x.operation_id), x, 5)
    told.take(Passed((y.id,)), y)
    told.take(broke(z, operation=x.operation_id), z, 7)
    assert counted(told) == [(Repeated(of="case", shown=2, asked=3), Seen(first=5, last=7))]


def test_what_no_exchange_shows_has_no_time_and_no_count() -> None:
    told = tally()
    told.take(Broke(because=Because(code="description-empty"), cites=(ExchangeId("c", 0),), cause="c"))
    assert counted(told) == [(Repeated(), Seen())]


def test_another_sender_or_another_content_is_another_request() -> None:
    one = sent(0)
    assert one.request_print == sent(1, at=9).request_print
    assert one.request_print != sent(0, identity="other-agency").request_print
    assert one.request_print != sent(0, b"[]").request_print
    assert one.request_print != sent(0, target="/v1/notes?").request_print


def test_when_is_known_of_the_partition_at_hand() -> None:
    sent_at = SentTimes()
    for ordinal in (0, 2, 5):
        sent_at.note(sent(ordinal, at=100 + ordinal))
    assert [sent_at.of(ExchangeId("p", n)) for n in (0, 1, 2, 5, 6)] == [100, 0, 102, 105, 0]
    assert sent_at.of(ExchangeId("q", 0)) == 0
    sent_at.note(sent(0, at=7))
    other = sent(0, at=8)
    sent_at.note(reading(msgspec.structs.replace(other.exchange, id=ExchangeId("q", 1))))
    assert (sent_at.of(ExchangeId("q", 1)), sent_at.of(ExchangeId("p", 0))) == (8, 0)


def test_times_that_are_not_known_change_nothing() -> None:
    counting = Span()
    for at in (0, 9, 0, 3):
        counting.show(at)
    assert counting.seen == Seen(first=3, last=9)
