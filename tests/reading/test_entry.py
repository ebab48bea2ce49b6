"""Who is let in, and what is there, shows in the answers to good credentials."""

from __future__ import annotations

from typing import Any

import pytest
from building import TARGET, exchange, notes, numbered, reading
from described import contract_of, document
from rules.cases import commented, created, read

from harness.evidence import Exchange, ExchangeId
from harness.reading import Reading
from harness.reading.entry import Entry, guarded, is_page_instead

PAGE = {"Content-Type": "text/html"}


def entry(*exchanges: Exchange) -> Entry:
    found = Entry()
    for x in numbered(exchanges):
        found.see(reading(x))
    return found


def turned_away(status: int = 401, **rest: Any) -> Exchange:
    return read(status=status, got={"status": status}, **rest)


@pytest.mark.parametrize("status", [401, 403, 407])
def test_who_turns_everybody_away_is_shut(status: int) -> None:
    assert entry(turned_away(status)).shut(0) == status
    assert entry(turned_away(status), read(status=404, got={"status": 404})).shut(0) == status


def test_one_who_is_let_in_opens_whatever_came_before() -> None:
    found = entry(turned_away(), read())
    assert (found.shut(0), found.let_in) == (0, ExchangeId("p", 1))


@pytest.mark.parametrize(
    "rest",
    [
        {"credential": "absent"},
        {"credential": "tampered"},
        {"identity": "other-agency"},
        {"facts": {"signed": "other-key"}},
    ],
)
def test_a_bad_credential_neither_shuts_nor_opens(rest: dict[str, Any]) -> None:
    assert entry(turned_away(**rest)).shut(0) == 0
    assert entry(turned_away(), read(**rest)).shut(0) == 401


@pytest.mark.parametrize(
    "x",
    [
        read(status=500, got={}),
        read(status=429, got={}),
        read(status=404, got={}),
        read(say=PAGE, got=b"<html>"),
        read(status=302, say=PAGE, got=b"<html>"),
    ],
    ids=["fails", "busy", "nothing-there", "login-page", "led-to-a-login-page"],
)
def test_what_is_no_answer_of_the_api_lets_nobody_in(x: Exchange) -> None:
    found = entry(turned_away(), x)
    assert (found.shut(0), found.let_in) == (401, None)
    assert found.there("getNote") is None


def test_refusals_that_were_to_be_show_nothing_of_who_is_let_in() -> None:
    assert entry(turned_away(403)).shut(1) == 0
    assert entry(turned_away(403), turned_away(403)).shut(1) == 403


def test_what_shows_that_a_good_credential_is_treated_otherwise() -> None:
    door = ("getNote", 401)
    bad = turned_away(credential="tampered")
    assert entry(bad).control(door, 0) is None
    assert entry(bad, commented()).control(door, 0) == ExchangeId("p", 1), "none was tried there"
    assert entry(bad, commented(), read()).control(door, 0) == ExchangeId("p", 2), "it was let in there"
    assert entry(commented(), turned_away(), bad).control(door, 0) is None, "it was turned away in the same way"
    assert entry(commented(), turned_away(403), bad).control(door, 0) == ExchangeId("p", 0), "in another way"
    assert entry(commented(), turned_away(), read()).control(door, 0) == ExchangeId("p", 2)
    assert entry(commented(), turned_away()).control(door, 1) == ExchangeId("p", 0), "that was to be"
    assert entry(commented()).control(("", 401), 0) == ExchangeId("p", 0), "an operation that nobody describes"


def test_who_is_let_in_with_another_kind_of_credential_shows_nothing() -> None:
    of_key = {"get": {"responses": {}, "security": [{"key": []}]}}
    of_token = {"get": {"responses": {}, "operationId": "tokened", "security": [{"token": []}]}}
    made = contract_of(document({"/keyed": of_key, "/tokened": of_token}))
    found = Entry()
    for at, (path, status, credential) in enumerate((("keyed", 200, "genuine"), ("tokened", 401, "absent"))):
        x = numbered([exchange("GET", f"/{path}", b"", status, {}, credential=credential, partition=f"p{at}")])[0]
        found.see(Reading(x, made, TARGET))
    assert found.let_in == ExchangeId("p0", 0)
    assert found.control(("tokened", 401), 0) is None


def test_an_operation_is_there_that_ever_answered_otherwise() -> None:
    gone = read(status=404, got={"status": 404})
    assert entry(gone, gone).lacks("getNote", 1)
    assert not entry(gone).lacks("getNote", 1)  # nothing else was asked of it
    assert not entry(gone, gone, read()).lacks("getNote", 1)
    assert not entry(read(status=410, got={})).lacks("getNote", 0)
    assert entry(commented(), gone).lacks("getNote", 0)
    assert entry(commented()).there("addComment") == ExchangeId("p", 0)


def test_an_operation_that_is_not_there_is_the_cause_of_what_several_requests_show() -> None:
    gone = read(status=404, got={"status": 404})
    other = exchange("GET", "/notes/n2", b"", 404, {"status": 404})
    assert entry(commented(), gone, other).cause_of("getNote") == "not-there/getNote"
    assert entry(gone, other).cause_of("getNote") == "not-there/*"
    assert entry(commented(), gone, gone).cause_of("getNote") == ""  # it may be the note that is not there
    assert entry(gone, other, read()).cause_of("getNote") == ""
    assert entry().cause_of("getNote") == ""


def test_several_operations_that_let_in_no_more_show_that_it_ran_out() -> None:
    gone = (turned_away(at=40), exchange("POST", "/notes/n1/comments", {"text": "One."}, 403, {"status": 403}, at=50))
    before = (read(at=10), commented(at=20))
    assert entry(*before, *gone).ran_out() == (20, 401)
    assert entry(*gone, *before).ran_out() == (20, 401)  # partitions come in the order of their names
    assert entry(*before, gone[0]).ran_out() == (0, 0)
    assert entry(*before, *gone, read(at=60)).ran_out() == (0, 0)
    assert entry(read(at=10), *gone).ran_out() == (0, 0)


def test_where_a_run_was_stopped_one_operation_that_lets_in_no_more_is_enough() -> None:
    out, later = turned_away(at=40), turned_away(at=50)
    assert entry(read(at=10), out, later).ran_out(finished=False) == (10, 401)
    assert entry(read(at=10), out, later).ran_out() == (0, 0)
    assert entry(read(at=10), out).ran_out(finished=False) == (0, 0)
    assert entry(read(at=10), out, read(at=45), later).ran_out(finished=False) == (0, 0)
    assert entry(commented(at=10), out, later).ran_out(finished=False) == (0, 0)


def test_what_is_served_to_anybody_lets_nobody_in() -> None:
    contract = notes().contract
    assert guarded(contract)
    assert all(operation.security for operation in contract.operations)
    assert entry(turned_away(), exchange("GET", "/weather")).shut(0) == 401


@pytest.mark.parametrize(
    "x, instead",
    [
        (read(), False),
        (read(say=PAGE, got=b"<html>"), True),
        (read(say=PAGE, got=b"<html>", status=404), False),
        (read(say=PAGE, got=b"<html>", ask={"Accept": "text/html"}), False),
        (created(say={"Content-Type": "application/xhtml+xml"}), True),
    ],
)
def test_a_web_page_in_place_of_an_answer(x: Exchange, instead: bool) -> None:
    assert is_page_instead(reading(x)) is instead
