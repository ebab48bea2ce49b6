"""The picture of who called whom says the same to those who see it and to those who do not, and nothing in it acts."""

from __future__ import annotations

import msgspec
import pytest
from htmlpage import KNOWN, Page
from sample_hostile import TEXTS
from sample_report import STARTED, exchange, report

from harness.called import Scene, Step
from harness.evidence import PRODUCT, RELAY, Answer, ExchangeId, Greeting, Partial, Silence, Times
from harness.render.calling import LEFT, MOST_LANES, WIDTH, Put, drawn
from harness.render.html import render


def scene(*steps: Step, name: str = "stimulus:outage", more: int = 0) -> Scene:
    return Scene(name=name, steps=steps, more=more)


def call(after: int = 0, **changes: object) -> Step:
    values = {"from_party": PRODUCT, "to_party": "room", "times": Times(anchor=STARTED, sent=after)}
    return exchange(**(values | changes))  # type: ignore[arg-type]


def test_a_call_is_an_arrow_and_its_answer_another() -> None:
    told = drawn(scene(call(), call(1_250_000, fault="gone", reply=Partial(why="length", status=410))))
    assert (told.title, [lane.name for lane in told.lanes]) == ("Scene outage", ["The product", "room"])
    first, second = told.arrows
    assert (first.label, first.answer, first.came, first.fault, first.after) == (
        "POST /notes/v1/notes", "201", True, "", "+0.00 s",
    )  # fmt: skip
    assert first.asker < first.asked
    assert (first.way, first.y < second.y < told.height) == (1, True)
    assert second.sentence == (
        "After 1.25 s: The product called room, POST /notes/v1/notes; "
        "what came back: 410, broken: less came than was announced (the fault gone was played)."
    )


def test_a_call_that_broke_off_is_said_to_have() -> None:
    half = msgspec.structs.replace(call().request, broken_off="2 of 20 octets of content came, and not the rest")
    (arrow,) = drawn(scene(call(request=half))).arrows
    assert arrow.label == "POST /notes/v1/notes, broken off"


def test_what_goes_the_other_way_is_drawn_so() -> None:
    back = call(from_party="room", to_party=PRODUCT)
    (arrow,) = drawn(scene(back)).arrows
    assert (arrow.way, arrow.asker > arrow.asked) == (-1, True)


def test_nothing_that_came_is_no_arrow() -> None:
    greeting = Greeting(id=ExchangeId("a", 0), to_party="room", at=STARTED, fault="expired", why="alert", alert="bad")
    answer = Answer(id=ExchangeId("a", 1), by="person", question="shown", text="yes", at=STARTED)
    silent, shaken, said = drawn(scene(call(reply=Silence(why="reset")), greeting, answer)).arrows
    assert (silent.answer, silent.came) == ("nothing: the connection was broken off", False)
    assert (shaken.label, shaken.answer, shaken.came, shaken.fault) == (
        "TLS handshake", "an alert (bad)", False, "expired",
    )  # fmt: skip
    assert (said.label, said.answer) == ("a person said of shown: yes", "")
    assert said.sentence == "After 0.00 s: a person said of shown: yes."


def test_identifiers_are_cut_and_long_paths_keep_their_end() -> None:
    target = "/incidents/9be3cecb-8c49-4c68-9c06-0d5a0c8a8a01/updates?x=1"
    (arrow,) = drawn(scene(call(request=msgspec.structs.replace(exchange().request, target=target)))).arrows
    assert arrow.label == "POST /incidents/9be3…/updates"
    (arrow,) = drawn(scene(call(request=msgspec.structs.replace(exchange().request, target="/x" * 90 + "/end")))).arrows
    assert (len(arrow.label), arrow.label[:6], arrow.label[-4:]) == (52, "POST …", "/end")


def test_more_parties_than_lanes_share_the_last() -> None:
    told = drawn(scene(*(call(to_party=f"room-{n}") for n in range(MOST_LANES + 2))))
    assert len(told.lanes) == MOST_LANES
    assert {arrow.asked for arrow in told.arrows} <= {lane.x for lane in told.lanes}


def test_the_list_has_every_step_and_the_picture_is_hidden_from_who_hears_it() -> None:
    told = scene(call(), call(1), more=3)
    page = Page(render(msgspec.structs.replace(report(), scenes=(told,), more_scenes=2)))
    (picture,) = page.of("svg")
    assert picture["aria-hidden"] == "true"
    sentences = [arrow.sentence for arrow in drawn(told).arrows]
    assert all(sentence in page.text for sentence in sentences)
    assert "3 more steps stand in the evidence" in page.text
    assert "2 more parts" in page.text
    assert page.of("ol") == [{"class": "unseen"}]
    assert not Page(render(report())).of("svg")


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_is_drawn_as_text(text: str) -> None:
    request = msgspec.structs.replace(exchange().request, method=text, target=text)
    answer = Answer(id=ExchangeId("a", 1), by=text, question=text, text=text, at=STARTED)
    greeting = Greeting(id=ExchangeId("a", 0), to_party=text, at=STARTED, fault=text, why=text, alert=text)
    steps = (
        call(request=request, to_party=text, from_party=text, fault=text, reply=Silence(why=text)),
        answer,
        greeting,
    )
    page = Page(render(msgspec.structs.replace(report(), scenes=(scene(*steps, name=text),))))
    assert {tag for tag, _ in page.tags} <= KNOWN
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or (name == "href"
                and not attributes[name].startswith("#"))]  # fmt: skip


def test_between_two_products_the_relay_has_a_lane_and_answers_for_itself() -> None:
    told = drawn(
        scene(
            call(from_party="a", to_party=RELAY),
            call(from_party=RELAY, to_party="b", fault="relay:refused", reply=Silence(why="refused")),
            name="relay",
        )
    )
    assert [lane.name for lane in told.lanes] == ["a", "The relay", "b"]
    assert told.arrows[1].sentence.endswith("(by the relay itself, which counts against nobody).")
    assert told.arrows[1].below == "nothing: the connection was refused - by the relay itself"


def test_a_label_that_is_longer_than_its_arrow_covers_neither_the_times_nor_the_edge() -> None:
    partners = [call(to_party=name, fault="reset-before", reply=Silence(why="reset")) for name in "abcde"]
    back = call(from_party="e", to_party="d", fault="a-fault-of-a-long-name-that-goes-on")
    *steps, last = drawn(scene(*partners, back)).arrows
    for arrow in steps[:2]:
        assert arrow.put(arrow.below) == Put(LEFT + 8, "start")
    assert steps[4].put(steps[4].below).anchor == "middle"
    assert last.put(last.below) == Put(WIDTH - 6, "end")


def test_tokens_are_called_so() -> None:
    assert drawn(scene(call(), name="token:receiving-control-room")).title == "Tokens"
