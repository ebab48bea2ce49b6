"""`refuses-partner/1`: nothing is sent to a partner that nobody should trust."""

from __future__ import annotations

from typing import Any

from building import gist, judge_all, requirement
from calling import note

from harness.evidence import TOKEN_SERVER, ExchangeId, Greeting, Observation
from harness.verdict import Finding


def greeting(ordinal: int, **rest: Any) -> Greeting:
    return Greeting(id=ExchangeId("p", ordinal), to_party="room", **rest)


WELL = note(partition="plain")
"""A call over a good certificate."""


def judged(*observations: Observation, well: tuple[Observation, ...] = (WELL,)) -> Finding:
    return judge_all([requirement("refuses-partner/1")], (*observations, *well)).findings[0]


def shown(*observations: Observation) -> str:
    return gist(judged(*observations))


def test_who_refuses_conforms_however_it_is_said() -> None:
    assert shown(greeting(0, fault="expired", why="alert", alert="certificate_expired")) == "conforms"
    assert shown(greeting(0, fault="expired", why="closed")) == "conforms"
    assert shown(greeting(0, fault="expired", negotiated="TLSv1.3"), note(ordinal=1)) == "conforms"


def test_who_trusts_no_certificate_at_all_refused_none() -> None:
    refused = greeting(0, fault="expired", why="alert", alert="unknown_ca")
    assert gist(judged(refused, well=())) == "inconclusive: trusts-nobody"
    trusted = greeting(0, fault="expired", negotiated="TLSv1.3")
    assert gist(judged(trusted, note(ordinal=1, fault="expired"), well=())) == "violates: trusts-anybody"


def test_who_speaks_to_it_does_not() -> None:
    trusted = greeting(0, fault="expired", negotiated="TLSv1.3")
    assert shown(trusted, note(ordinal=1, fault="expired")) == "violates: trusts-anybody"
    token = note(to_party=TOKEN_SERVER, partition="token:room", fault="expired")
    assert shown(trusted, token) == "violates: trusts-anybody"


def test_who_sends_without_tls_instead_has_refused_nothing() -> None:
    refused = greeting(0, fault="expired", why="alert", alert="certificate_expired")
    clear = "violates: sent-in-the-clear"
    assert shown(refused, greeting(1, fault="expired", why="in-the-clear")) == clear
    assert shown(refused, greeting(1, why="in-the-clear")) == clear, "the third handshake is with a good one"
    other = greeting(2, fault="issuer", why="alert", alert="unknown_ca")
    found = judged(refused, greeting(1, fault="expired", why="in-the-clear"), other)
    assert (found.outcome.value, found.passed, [one.cause for one in found.violations]) == (
        "violates",
        1,
        ["sent-in-the-clear"],
    )


def test_who_speaks_without_tls_before_a_certificate_was_shown_shows_nothing() -> None:
    assert shown(greeting(0, fault="expired", why="in-the-clear")) == "inconclusive: nothing-seen"
    assert shown(greeting(0, why="in-the-clear")) == "inconclusive: nothing-seen"


def test_each_kind_of_bad_certificate_is_one_case_however_often_it_is_tried() -> None:
    again = (greeting(n, fault="expired", why="alert", alert="certificate_expired") for n in range(3))
    finding = judged(*again, greeting(3, fault="unknown-issuer", why="closed"))
    assert (finding.outcome.value, finding.passed) == ("conforms", 2)


def test_who_looks_at_none_has_one_vice() -> None:
    shown_two = [greeting(n, fault=fault, negotiated="TLSv1.3") for n, fault in enumerate(("expired", "other-name"))]
    finding = judged(*shown_two, *(note(ordinal=n, fault=fault) for n, fault in ((2, "expired"), (3, "other-name"))))
    assert [violation.cause for violation in finding.violations] == ["trusts-anybody"]
    assert finding.because.params == {"faults": ["expired", "other-name"]}


def test_a_handshake_that_ends_before_a_certificate_shows_nothing() -> None:
    assert shown(greeting(0, fault="expired", why="not-tls")) == "inconclusive: no-certificate-shown"
    assert shown(greeting(0, fault="expired", why="version")) == "inconclusive: no-certificate-shown"
    # It may well have trusted what it was shown, and been turned away for want of a certificate of its own.
    assert shown(greeting(0, fault="expired", why="no-certificate")) == "inconclusive: no-certificate-shown"
    assert shown(greeting(0, fault="expired", why="alert", alert="protocol_version")) == (
        "inconclusive: no-certificate-shown"
    )
    later = greeting(1, fault="expired", why="alert", alert="bad_certificate")
    assert shown(greeting(0, fault="expired", why="timeout"), later) == "conforms"


def test_without_a_bad_certificate_nothing_is_shown() -> None:
    assert shown(note()) == "inconclusive: nothing-seen"
    assert shown(greeting(0, why="alert", alert="unknown_ca")) == "inconclusive: nothing-seen"
