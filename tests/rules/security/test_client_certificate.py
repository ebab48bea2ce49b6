"""`client-certificate/1`: a refusal counts where the way is open to who has the key."""

from __future__ import annotations

from typing import Any

import pytest
from building import gist, judge, judge_all, numbered, requirement
from rules.cases import read

from harness.evidence import Exchange, ExchangeId, Handshake, Silence

RULE = "client-certificate/1"
SHOWN = {"certificate": "shown"}


def without(status: int = 200, **rest: object) -> Exchange:
    return read(credential="without-certificate", status=status, got={"status": status}, **rest)


@pytest.mark.parametrize(
    "status, said",
    [
        (401, "conforms"),
        (403, "conforms"),
        (400, "conforms"),
        (496, "conforms"),
        (200, "violates: served-without-certificate"),
        (500, "violates: not-a-refusal"),
        (404, "inconclusive: hidden-by-status"),
        (429, "inconclusive: hidden-by-status"),
    ],
)
def test_by_http(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, read(facts=SHOWN), without(status))) == said


def test_by_tls_only_where_it_comes_about_with_the_certificate() -> None:
    silent = without(reply=Silence(why="tls"))
    assert gist(judge(RULE, {}, read(facts=SHOWN), silent)) == "conforms"
    assert gist(judge(RULE, {}, silent, read(facts=SHOWN))) == "conforms", "whichever came first"
    assert gist(judge(RULE, {}, read(), silent)) == "inconclusive: no-answer"
    assert gist(judge(RULE, {}, read(facts=SHOWN), without(reply=Silence(why="timeout")))) == "inconclusive: no-answer"


def shaken(ordinal: int, *, bare: bool, **rest: Any) -> Handshake:
    return Handshake(
        id=ExchangeId("tls", ordinal), to_party="product", offered=("TLSv1.2",), client_cert=not bare, **rest
    )


@pytest.mark.parametrize("why", ["closed", "reset"])
@pytest.mark.parametrize(
    "handshakes, said",
    [
        ((shaken(0, bare=False, negotiated="TLSv1.2"), shaken(1, bare=True, why="alert")), "conforms"),
        ((shaken(0, bare=False, negotiated="TLSv1.2"), shaken(1, bare=True, negotiated="TLSv1.2")), "inconclusive"),
        ((shaken(0, bare=False, why="alert"), shaken(1, bare=True, why="alert")), "inconclusive"),
        ((), "inconclusive"),
    ],
)
def test_who_is_hung_up_on_was_refused_where_the_handshake_says_so(
    why: str, handshakes: tuple[Handshake, ...], said: str
) -> None:
    asked = numbered([read(facts=SHOWN), without(reply=Silence(why=why))])
    finding = judge_all([requirement(RULE)], [*asked, *handshakes]).findings[0]
    assert gist(finding).partition(":")[0] == said
    if said == "conforms":
        assert [str(name) for name in finding.cites.first] == ["p#0", "p#1", "tls#0", "tls#1"]


def test_another_certificate_may_be_what_is_wrong() -> None:
    other = read(credential="other-certificate")
    assert gist(judge(RULE, {}, read(facts=SHOWN), other)) == "inconclusive: nothing-seen"
    finding = judge(RULE, {"credentials": ["other-certificate"]}, read(facts=SHOWN), other)
    assert gist(finding) == "violates: served-without-certificate"


def test_a_status_that_everybody_gets_is_no_refusal_of_a_certificate() -> None:
    assert gist(judge(RULE, {}, without(400))) == "inconclusive: no-good-credential"
    assert gist(judge(RULE, {}, without(400), read(facts=SHOWN, status=400, got={}))) == (
        "inconclusive: no-good-credential"
    )
    assert gist(judge(RULE, {}, without(400), read(facts=SHOWN))) == "conforms", "whichever came first"


def test_what_a_partner_answers_the_product_shows_no_way_in() -> None:
    call = read(facts=SHOWN, from_party="product", to_party="hallmark")
    assert gist(judge(RULE, {}, call, without(reply=Silence(why="tls")))) == "inconclusive: no-answer"
