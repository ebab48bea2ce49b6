"""The judge sees what the product was asked and what it called, in order; a token that ran out is no refusal."""

from __future__ import annotations

import msgspec
import pytest
from building import call_of_the_product, exchange, notes, numbered, subject

from harness.evidence import Document, Exchange, ExchangeId, Observation
from harness.reading import stream
from harness.reading.reading import Reading


def seen(*observations: Observation) -> list[Reading]:
    """Return what the judge would look at."""
    return list(stream.readings(observations, notes().contract, subject()))


def again(first: Exchange, **changes: object) -> Exchange:
    """Return the same request once more, as it is sent with a new token."""
    after = {
        "id": ExchangeId(first.id.partition, first.id.ordinal + 1),
        "caused_by": first.id,
        "attempt": first.attempt + 1,
    }
    answered = exchange("GET", "/notes/1", got={"noteId": "1"}).reply
    return msgspec.structs.replace(first, **({"reply": answered} | after | changes))


@pytest.mark.parametrize("partition", ["token:own-agency", "preflight", "preflight:1", "cleanup", "inbound"])
def test_what_stands_apart_shows_nothing_of_the_product(partition: str) -> None:
    assert seen(exchange("GET", "/notes", partition=partition)) == []


def test_calls_of_and_to_the_product_are_seen_and_others_not() -> None:
    asked, called = exchange("GET", "/notes"), call_of_the_product({"a": 1}, ordinal=1)
    between_others = msgspec.structs.replace(asked, to_party="authority")
    paper = Document(id=ExchangeId("p", 2), name="description", media_type="application/json", body=b"{}")
    assert [x.exchange for x in seen(asked, between_others, paper, called)] == [asked, called]


def test_nothing_is_lost_and_order_holds() -> None:
    sent = numbered(
        exchange("GET", f"/notes/{n}", status=status, partition=partition)
        for partition in "ab"
        for n, status in enumerate([200, 401, 401, 200, 401])
    )
    assert tuple(x.exchange for x in seen(*sent)) == sent


def test_a_401_whose_request_is_sent_again_with_a_new_token_is_renewed() -> None:
    refused = exchange("GET", "/notes/1", status=401)
    assert [x.renewed for x in seen(refused, again(refused))] == [True, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"caused_by": None},
        {"attempt": 3},
        {"identity": "other-agency"},
        {"request": exchange("GET", "/notes/2").request},
        {"request": exchange("PATCH", "/notes/1").request},
        {"request": exchange("GET", "/notes/1", {"a": 1}).request},
    ],
)
def test_another_request_is_no_renewal(changes: dict[str, object]) -> None:
    refused = exchange("GET", "/notes/1", status=401)
    assert [x.renewed for x in seen(refused, again(refused, **changes))] == [False, False]


def test_a_401_at_the_end_is_a_refusal() -> None:
    assert [x.renewed for x in seen(exchange("GET", "/notes/1", status=401))] == [False]


@pytest.mark.parametrize("credential", ["expired", "tampered"])
def test_a_bad_credential_is_never_renewed(credential: str) -> None:
    refused = exchange("GET", "/notes/1", status=401, credential=credential)
    assert [x.renewed for x in seen(refused, again(refused))] == [False, False]


def test_a_call_of_the_product_between_does_not_part_the_two() -> None:
    refused = exchange("GET", "/notes/1", status=401)
    called = call_of_the_product({"a": 1}, ordinal=1)
    repeated = again(refused, id=ExchangeId("p", 2))
    found = seen(refused, called, repeated)
    assert [x.exchange for x in found] == [refused, called, repeated]
    assert [x.renewed for x in found] == [True, False, False]


def test_no_more_is_held_than_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MOST_HELD", 3)
    refused = exchange("GET", "/notes/1", status=401)
    calls = [call_of_the_product({"a": n}, ordinal=n) for n in range(1, 5)]
    taken = stream.readings([refused, *calls, again(refused, id=ExchangeId("p", 5))], notes().contract, subject())
    assert next(taken).renewed is False
    assert [x.exchange.id.ordinal for x in taken] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "status, media_type, expected",
    [
        (200, "application/json", False),
        (500, "application/problem+json", False),
        (404, "application/problem+json", False),
        (502, "application/json", True),
        (503, "application/json", True),
        (504, "application/json", True),
        (403, "application/problem+json", True),
        (200, "text/html", True),
        (404, "application/xhtml+xml", True),
    ],
)
def test_what_something_in_between_may_have_said(status: int, media_type: str, expected: bool) -> None:
    (x,) = seen(exchange("GET", "/notes", status=status, got=b"x", say={"Content-Type": media_type}))
    assert stream.foreign(x) is expected
