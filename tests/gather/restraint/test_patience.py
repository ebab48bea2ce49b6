"""A product that asks to be called later is called later, so often and so long, and no more."""

from __future__ import annotations

import pytest

from harness.evidence import Exchange, ExchangeId, Partial, Reply, Request, Response, Silence, Times
from harness.gather.restraint.patience import LONGEST, TRIES, patiently, wait_asked


def answered(reply: Reply) -> Exchange:
    return Exchange(
        id=ExchangeId("p", 0),
        from_party="hallmark",
        to_party="product",
        request=Request(method="GET", target="/", head=b"GET / HTTP/1.1"),
        reply=reply,
        times=Times(anchor=0),
    )


def limited(after: str = "", status: int = 429) -> Exchange:
    field = f"\r\nRetry-After: {after}".encode() if after else b""
    return answered(Response(status=status, head=b"HTTP/1.1 429 Too Many Requests" + field))


@pytest.mark.parametrize(
    "exchange, seconds",
    [
        (limited("7"), 7),
        (limited(str(LONGEST)), LONGEST),
        (limited(str(LONGEST + 1)), None),
        (limited(), 1),
        (limited("Wed, 21 Oct 2026 07:28:00 GMT"), 1),
        (limited("7", status=503), None),
        (limited("7", status=200), None),
        (answered(Silence(why="timeout")), None),
        (answered(Partial(why="reset", status=429)), None),
    ],
)
def test_what_is_asked(exchange: Exchange, seconds: int | None) -> None:
    assert wait_asked(exchange) == seconds


def test_it_is_sent_again_after_the_wait_and_then_no_more() -> None:
    answers = iter([limited("2"), limited("3"), answered(Response(status=200, head=b""))])
    before: list[Exchange | None] = []
    slept: list[int] = []

    def send(earlier: Exchange | None) -> Exchange:
        before.append(earlier)
        return next(answers)

    assert patiently(send, slept.append).reply == Response(status=200, head=b"")
    assert slept == [2_000_000, 3_000_000]
    assert [earlier is None for earlier in before] == [True, False, False]


def test_patience_ends() -> None:
    sent: list[Exchange | None] = []

    def send(earlier: Exchange | None) -> Exchange:
        sent.append(earlier)
        return limited("1")

    assert wait_asked(patiently(send, lambda microseconds: None)) == 1
    assert len(sent) == 1 + TRIES
