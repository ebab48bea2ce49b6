"""`cloudevent/1`: events have their attributes in either mode, names of their own, and go where they may."""

from __future__ import annotations

from typing import Any

import pytest
from building import with_reply
from eventing import TELLS, S, asked, ended, event, shown, told

from harness.evidence import Silence
from harness.rules.webhooks.eventcalls import STRUCTURED

ATTRIBUTES = {"id": "1", "source": "/here", "specversion": "1.0", "type": "org.example.t"}


def of(what: str, *exchanges: Any) -> str:
    with_ = {"shows": what, "operation": TELLS, "schedule": "retry_gaps"}
    return shown("cloudevent/1", with_, *exchanges)


def binary(name: str = "1", **changed: str | None) -> Any:
    attributes = {**ATTRIBUTES, "id": name, **changed}
    return told(event(name), fields={f"ce-{key}": text for key, text in attributes.items()})


def structured(**changed: str | None) -> Any:
    value = {key: text for key, text in {**ATTRIBUTES, **changed}.items() if text is not None}
    return told({**value, "data": event()}, media=STRUCTURED)


@pytest.mark.parametrize("made", [binary, structured])
def test_both_modes_are_right_and_can_lack_something(made: Any) -> None:
    assert of("attributes", made()) == "conforms"
    for name in ATTRIBUTES:
        assert of("attributes", made(**{name: None})) == "violates: attribute"
    assert of("attributes", made(specversion="0.3")) == "violates: attribute"
    assert of("attributes", made(source="not a reference")) == "violates: attribute"
    assert of("attributes", told()) == "violates: no-cloudevent"


def test_no_two_events_have_one_name() -> None:
    assert of("unique", binary("1"), binary("2")) == "conforms"
    assert of("unique", binary("1"), binary("1")) == "inconclusive: nothing-seen"  # a repeat is the same event
    other = told(event("2"), fields={f"ce-{key}": text for key, text in ATTRIBUTES.items()})
    assert of("unique", binary("1"), other) == "violates: event-id-reused"


def test_leave_is_asked_before_the_first_call_to_an_address() -> None:
    assert of("asks", asked(), told()) == "conforms"
    assert of("asks", told(), asked()) == "violates: never-asked"
    assert of("asks", asked(path="/t/other"), told()) == "violates: never-asked"


def test_who_is_called_as_an_answer_led_there_is_another_matter() -> None:
    away = told(status=307, say={"Location": "https://127.0.0.1:4443/t/elsewhere"})
    assert of("asks", asked(), away, told(path="/t/elsewhere")) == "conforms"
    assert of("asks", asked(), told(path="/t/elsewhere"), away) == "violates: never-asked"


def test_who_gave_no_leave_is_left_alone() -> None:
    beside = told(path="/t/beside")
    assert of("heeds", asked(403), beside, ended(2 * S)) == "conforms"
    assert of("heeds", asked(403), told(), beside, ended(2 * S)) == "violates: called-without-leave"
    assert of("heeds", asked(403), beside, ended(S // 2)) == "inconclusive: nothing-seen"
    assert of("heeds", asked(), told(), ended(2 * S)) == "inconclusive: nothing-seen"


def test_a_question_that_we_did_not_answer_to_its_end_refuses_nothing() -> None:
    unheard = with_reply(asked(), Silence(why="interrupted"))
    assert of("heeds", unheard, told(), ended(2 * S)) == "inconclusive: nothing-seen"
    assert of("asks", unheard, told()) == "conforms"
    hung_up = with_reply(asked(), Silence(why="closed"))
    assert of("heeds", hung_up, told(), ended(2 * S)) == "violates: called-without-leave"


def test_that_nobody_was_told_of_anything_shows_no_heed() -> None:
    assert of("heeds", asked(403), ended(2 * S)) == "inconclusive: nothing-seen"


def test_data_in_base64_is_no_attribute() -> None:
    value = {**ATTRIBUTES, "data_base64": "e30="}
    assert of("attributes", told(value, media=STRUCTURED)) == "conforms"
