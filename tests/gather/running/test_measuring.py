"""How far away a product is and what its clock says is measured from exchanges, however few tell anything."""

from __future__ import annotations

from email.utils import formatdate

import pytest

from harness.evidence import HALLMARK, PRODUCT, Exchange, ExchangeId, Reply, Request, Response, Silence, Times
from harness.gather.running.measuring import round_trip_of, skew_of

NOW = 1_800_000_000
SECOND = 1_000_000


def exchange(date: str = "", *, connect: int = 0, answered: int = 0) -> Exchange:
    head = b"HTTP/1.1 200 OK" + (f"\r\nDate: {date}".encode() if date else b"")
    reply: Reply = Response(status=200, head=head) if answered >= 0 else Silence(why="timeout")
    return Exchange(
        id=ExchangeId("p", 0),
        from_party=HALLMARK,
        to_party=PRODUCT,
        request=Request(method="GET", target="/", head=b""),
        reply=reply,
        times=Times(anchor=NOW * SECOND, connect=connect, sent=connect, first_byte=connect + answered),
    )


@pytest.mark.parametrize("ahead", [0, -120, 3600])
def test_the_clock_is_the_middle_of_several(ahead: int) -> None:
    sample = [exchange(formatdate(NOW + ahead + late, usegmt=True)) for late in (0, 1, 500)]
    assert round(skew_of(sample) / SECOND) in (ahead + 1, ahead + 2)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99 GMT"])
def test_what_is_no_date_says_nothing(date: str) -> None:
    assert skew_of([exchange(date), exchange(answered=-1)]) == 0


def test_the_round_trip_is_no_longer_than_the_quickest_answer() -> None:
    assert round_trip_of([exchange(connect=each, answered=9_000) for each in (3_000, 5_000, 4_000)]) == 4_000
    assert round_trip_of([exchange(connect=4_000, answered=each) for each in (9_000, 2_000)]) == 2_000
    assert round_trip_of([exchange(answered=9_000)]) == 0
