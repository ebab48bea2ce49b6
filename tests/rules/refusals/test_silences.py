"""What is never answered is told from what got lost, and from a product that is gone."""

from __future__ import annotations

import pytest
from building import exchange, notes, with_reply
from rules.cases import read

from harness.evidence import Exchange, Partial, Reply, Silence
from harness.reading import Reading
from harness.rules.base import Broke, Unsure
from harness.rules.refusals.silences import MOST, Silences, fingerprint


def reading(x: Exchange) -> Reading:
    return Reading(x, notes().contract, "https://notes.example.org/v1")


def silent(x: Exchange | None = None, reply: Reply | None = None) -> Reading:
    return reading(with_reply(x or read(), reply or Silence(why="timeout")))


def test_twice_with_an_answer_in_between_is_never() -> None:
    silences = Silences()
    assert silences.heard(silent()) == ()
    silences.answered()
    (sign,) = silences.heard(silent())
    assert isinstance(sign, Broke)
    assert (sign.because.code, sign.because.params, sign.cause) == (
        "never-answered",
        {"why": "timeout"},
        "never-answered/getNote",
    )
    assert silences.heard(silent()) == ()
    assert silences.rest() == (), "it was decided"


@pytest.mark.parametrize("why", ["refused", "unreachable", "tls", "name"])
def test_a_connection_that_could_not_be_made_says_less(why: str) -> None:
    silences = Silences()
    silences.heard(silent())
    silences.answered()
    assert silences.heard(silent(reply=Silence(why=why))) == ()


def test_without_an_answer_in_between_the_product_may_be_gone() -> None:
    silences = Silences()
    silences.heard(silent())
    assert silences.heard(silent()) == ()
    (rest,) = silences.rest()
    assert isinstance(rest, Unsure)
    assert rest.because.code == "no-answer"


@pytest.mark.parametrize("reply", [Silence(why="interrupted"), Silence(why="stale"), Partial(why="our_cap")])
def test_what_lies_with_us_leaves_no_mark(reply: Reply) -> None:
    silences = Silences()
    assert silences.heard(silent(reply=reply)) == ()
    assert silences.rest() == ()


def test_other_content_is_another_request() -> None:
    one, other = (reading(exchange("POST", "/notes", {"text": text})) for text in "ab")
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(reading(exchange("POST", "/notes", {"text": "a"}, 500)))


def test_there_is_an_end_to_what_is_remembered() -> None:
    silences = Silences()
    for number in range(MOST):
        silences.heard(silent(exchange("GET", f"/notes/n{number}")))
    (sign,) = silences.heard(silent(exchange("GET", "/notes/more")))
    assert isinstance(sign, Unsure)
    assert len(silences.rest()) == MOST
