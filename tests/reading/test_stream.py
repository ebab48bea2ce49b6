"""What the product took part in is read, in order; the rest is left out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import TARGET, call_of_the_product, exchange, notes, numbered, reading, subject
from rules.cases import created, new, read

from harness.evidence import Answer, Exchange, ExchangeId, Observation
from harness.reading.stream import LIFETIME, foreign, is_the_products, readings


def streamed(*observations: Observation) -> list[tuple[str, bool]]:
    found = readings(observations, notes().contract, subject(target=TARGET))
    return [(str(x.id), x.renewed) for x in found]


def refused(**rest: Any) -> Exchange:
    return exchange("POST", "/notes", new(), 401, {"status": 401}, **rest)


def again(first: Exchange, **rest: Any) -> Exchange:
    made = created(**({"ordinal": 9, "attempt": 2, "caused_by": first.id} | rest))
    return msgspec.structs.replace(made, request=first.request) if "sent" not in rest else made


@pytest.mark.parametrize("partition", ["token:own-agency", "preflight", "preflight+2", "cleanup", "inbound"])
def test_partitions_that_stand_apart(partition: str) -> None:
    assert not is_the_products(read(partition=partition))
    assert streamed(read(partition=partition)) == []


def test_what_was_said_between_others() -> None:
    assert not is_the_products(read(to_party="token-server"))
    assert is_the_products(call_of_the_product({}))
    assert streamed(Answer(id=ExchangeId("p", 0), by="me", question="?", text="yes", at=0)) == []


def test_a_call_that_never_came_whole_is_none() -> None:
    call = call_of_the_product({"half": "a note"})
    half = msgspec.structs.replace(call.request, broken_off="4 of 20 octets of content came, and not the rest")
    broken = msgspec.structs.replace(call, request=half)
    assert not is_the_products(broken)
    assert streamed(broken, call_of_the_product({}, ordinal=1)) == [("p#1", False)]


def test_the_order_is_kept() -> None:
    exchanges = numbered([read(), refused(), call_of_the_product({}), read(), refused()])
    assert [name for name, _ in streamed(*exchanges)] == [f"p#{n}" for n in range(5)]


def test_a_401_that_was_answered_by_a_new_token() -> None:
    first = refused()
    assert streamed(first, again(first)) == [("p#0", True), ("p#9", False)]
    call = call_of_the_product({}, ordinal=5)
    assert streamed(first, call, again(first)) == [("p#0", True), ("p#5", False), ("p#9", False)]


@pytest.mark.parametrize(
    "change",
    [
        {"attempt": 1},
        {"caused_by": None},
        {"caused_by": ExchangeId("q", 0)},
        {"identity": "other-agency"},
        {"sent": new("Other words.")},
    ],
)
def test_a_401_that_was_not(change: dict[str, Any]) -> None:
    first = refused()
    assert streamed(first, again(first, **change))[0] == ("p#0", False)


def test_a_bad_credential_s_401_is_none() -> None:
    first = refused(credential="expired")
    assert streamed(first, again(first))[0] == ("p#0", False)
    assert streamed(refused()) == [("p#0", False)]


@pytest.mark.parametrize(
    "status, say, expected",
    [(502, {}, True), (503, {}, True), (504, {}, True), (403, {}, True), (500, {}, False), (404, {}, False),
     (200, {"Content-Type": "text/html; charset=utf-8"}, True), (200, {}, False)],
)  # fmt: skip
def test_what_looks_as_if_something_in_between_had_said_it(status: int, say: dict[str, str], expected: bool) -> None:
    assert foreign(reading(read(status=status, got=b"x", say=say))) is expected


def test_tokens_do_not_run_out_from_one_request_to_the_next() -> None:
    first = refused(ordinal=0)
    second = refused(ordinal=20)
    later = msgspec.structs.replace(
        refused(ordinal=30), times=msgspec.structs.replace(first.times, anchor=first.times.anchor + LIFETIME)
    )
    heard = streamed(first, again(first), second, again(second, ordinal=21), later, again(later, ordinal=31))
    assert [renewed for _, renewed in heard] == [True, False, False, False, True, False]


def test_what_was_to_be_sent_again_later_and_was() -> None:
    busy = exchange("POST", "/notes", new(), 429, {"status": 429})
    assert streamed(busy, again(busy)) == [("p#0", True), ("p#9", False)]
    assert streamed(busy, again(busy, caused_by=None))[0] == ("p#0", False)
