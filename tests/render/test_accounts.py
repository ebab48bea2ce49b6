"""What became of it with each of several partners is said in words, and so is who was asked what."""

from __future__ import annotations

import msgspec
import pytest
from render.test_calling import call, scene
from sample_hostile import TEXTS
from sample_report import STARTED, exchange, report

from harness.called import Step
from harness.evidence import Answer, ExchangeId, Response, Silence, Times
from harness.render.accounts import accounts
from harness.render.html import render


def told(status: int = 201, party: str = "police", method: str = "POST", took: int = 0, fault: str = "") -> Step:
    reply = Response(status=status, head=b"") if status else Silence(why="reset")
    request = msgspec.structs.replace(exchange().request, method=method)
    times = Times(anchor=STARTED, sent=0, last_byte=took)
    return call(request=request, to_party=party, reply=reply, times=times, fault=fault or None)


def test_each_of_several_has_its_own_sentence() -> None:
    steps = (
        *(told(0, fault="reset-before") for _ in range(3)),
        *(told(422, "ambulance", fault="refused") for _ in range(2)),
        told(201, "fire", took=1_040_000),
        *(told() for _ in range(2)),
        told(200, method="GET"),
    )
    assert accounts(scene(*steps), {}) == (
        "police: called 5 times with a message: 3 not answered, then 2 taken; called once to read."
        " Played on purpose: reset-before.",
        "ambulance: called twice with a message: 2 refused (422). Played on purpose: refused.",
        "fire: called once with a message: 1 taken; an answer took up to 1.0 s.",
    )  # fmt: skip


def test_one_partner_alone_needs_none_and_half_a_scene_says_none() -> None:
    assert accounts(scene(told(), told()), {}) == ()
    assert accounts(scene(told(), told(party="fire"), more=1), {}) == ()


@pytest.mark.parametrize(
    "status, said",
    [(307, "sent elsewhere (307)"), (429, "put off (429)"), (500, "not taken, for an error over there (500)")],
)
def test_what_else_may_become_of_it(status: int, said: str) -> None:
    assert accounts(scene(told(status), told(party="fire")), {})[0].endswith(f"1 {said}.")


def test_who_answers_by_turns_is_counted() -> None:
    turns = [told(status) for status in (201, 503) * 4]
    assert accounts(scene(*turns, told(party="fire")), {})[0] == "police: called 8 times with a message: 4 taken."


@pytest.mark.parametrize(
    "by, who",
    [
        ("person", "by a person"),
        ("recorded", "as recorded beforehand"),
        ("enquiry", "by a program of the supplier's"),
        ("x", "by somebody"),
    ],
)
def test_what_was_asked_is_said_in_the_words_of_the_profile(by: str, who: str) -> None:
    answer = Answer(id=ExchangeId("a", 1), by=by, question="told", text="yes", at=STARTED)
    assert accounts(scene(told(), answer), {"told": "Was its user told?"}) == (
        f"“Was its user told?” Answered “yes”, {who}.",
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_names_stay_on_the_page_as_text(text: str) -> None:
    answer = Answer(id=ExchangeId("a", 9), by=text, question=text, text=text, at=STARTED)
    shown = (scene(told(party=text, fault=text), told(party="fire"), answer),)
    assert b'<ul class="accounts">' in render(msgspec.structs.replace(report(), scenes=shown))
