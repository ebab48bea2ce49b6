"""An event is the same however it is wrapped."""

from __future__ import annotations

from typing import Any

from eventing import courts, event, told

from harness.reading import Reading
from harness.rules.webhooks.eventcalls import STRUCTURED, Event, event_of


def of(*args: Any, **rest: Any) -> Event:
    return event_of(Reading(told(*args, **rest), courts().contract, "https://product.example.org"))


def test_plain_binary_and_structured_tell_of_the_same() -> None:
    attributes = {"id": "1", "source": "/here", "specversion": "1.0", "type": "t"}
    plain, binary = of(), of(fields={f"ce-{name}": text for name, text in attributes.items()})
    structured = of({**attributes, "data": event()}, media=STRUCTURED)
    assert [each.envelope for each in (plain, binary, structured)] == ["plain", "binary", "structured"]
    assert binary.attributes == structured.attributes == attributes
    assert len({each.says for each in (plain, binary, structured)}) == 1
    assert binary.identity == structured.identity != plain.identity
    assert {each.about for each in (plain, binary, structured)} == {"EX1"}


def test_what_is_no_event_has_no_identity() -> None:
    for value in ([], "text", {"documentId": 7}):
        assert of(value).identity == ""


def test_which_attempt_it_is_is_no_part_of_what_is_said() -> None:
    assert of(event(attempt=2)).says == of().says != of(event(documentGeneratedTimestamp="2026-03-02T09:31:00Z")).says


def test_an_attribute_in_a_header_field_is_known_in_any_case() -> None:
    attributes = {"CE-ID": "1", "Ce-Source": "/here", "ce-specversion": "1.0", "CE-Type": "t"}
    found = of(fields=dict(attributes))
    assert (found.envelope, sorted(found.attributes)) == ("binary", ["id", "source", "specversion", "type"])
