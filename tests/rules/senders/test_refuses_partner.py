"""`refuses-partner/1`: nothing is sent to a partner that nobody should trust."""

from __future__ import annotations

from typing import Any

from building import gist, judge_all, requirement
from calling import note

from harness.evidence import TOKEN_SERVER, ExchangeId, Greeting, Observation


def greeting(ordinal: int, **rest: Any) -> Greeting:
    return Greeting(id=ExchangeId("p", ordinal), to_party="room", **rest)


def shown(*observations: Observation) -> str:
    return gist(judge_all([requirement("refuses-partner/1")], observations).findings[0])


def test_who_refuses_conforms_however_it_is_said() -> None:
    assert shown(greeting(0, fault="expired", why="alert", alert="certificate_expired")) == "conforms"
    assert shown(greeting(0, fault="expired", why="closed")) == "conforms"
    assert shown(greeting(0, fault="expired", negotiated="TLSv1.3"), note(ordinal=1)) == "conforms"


def test_who_speaks_to_it_does_not() -> None:
    trusted = greeting(0, fault="expired", negotiated="TLSv1.3")
    assert shown(trusted, note(ordinal=1, fault="expired")) == "violates: trusts-anybody"
    token = note(to_party=TOKEN_SERVER, partition="token:room", fault="expired")
    assert shown(trusted, token) == "violates: trusts-anybody"


def test_without_a_bad_certificate_nothing_is_shown() -> None:
    assert shown(note()) == "inconclusive: nothing-seen"
    assert shown(greeting(0, why="alert", alert="unknown_ca")) == "inconclusive: nothing-seen"
