"""A request is a step's only if it is exactly what the step would have sent."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from building import FIXTURES, exchange, notes, reading
from rules.cases import OTHER_MESSAGE, created, new, read

from harness.arazzo import Step, parse
from harness.evidence import Exchange, Redaction, Silence
from harness.expression import parse_template
from harness.walks.steps import Asked, Seen, at, exactly, fixed_inputs, made_up

CLOSE_TWICE = notes().workflows["close-twice"]
DOCUMENT: dict[str, Any] = {
    "arazzo": "1.0.1",
    "info": {"title": "T", "version": "1"},
    "sourceDescriptions": [{"name": "notes", "url": "openapi.yaml", "type": "openapi"}],
}


def asked(step: dict[str, Any], inputs: dict[str, Any] | None = None) -> tuple[Asked, Step]:
    """Return one step that is written here."""
    workflow = {"workflowId": "w", "steps": [{"stepId": "s"} | step]}
    if inputs:
        workflow["inputs"] = {"type": "object", "properties": inputs}
    (made,) = parse(DOCUMENT | {"workflows": [workflow]}, "test")
    return Asked(made.steps[0], made), made.steps[0]


def fits(x: Exchange, step: dict[str, Any], inputs: dict[str, Any] | None = None, **known: Any) -> bool:
    return asked(step, inputs)[0].bound(reading(x), known, {}, Seen()) is not None


CREATE = {"operationId": "createNote", "requestBody": {"payload": new("Hello.")}}
READ = {"operationId": "getNote", "parameters": [{"name": "noteId", "in": "path", "value": "n1"}]}
LIST = {"operationId": "listWords", "parameters": [{"name": "limit", "in": "query", "value": 2}]}


def test_what_the_step_would_have_sent() -> None:
    assert fits(created("Hello."), CREATE)
    assert fits(read(), READ)
    assert fits(exchange("GET", "/words?limit=2"), LIST)


@pytest.mark.parametrize(
    "x",
    [
        created("Hello"),
        created(sent=new("Hello.", more="x")),
        created(sent={"text": "Hello."}),
        created(sent=b"{"),
        created("Hello.", identity="other-agency"),
        created("Hello.", credential="tampered"),
        created("Hello.", credential="expired"),
        created("Hello.", ask={"Content-Type": "text/plain"}),
        created("Hello.", ask={"Accept": "image/png"}),
        created("Hello.", ask={"If-Match": "*"}),
        exchange("POST", "/notes?dry=1", new("Hello."), 201),
    ],
)
def test_a_creation_that_is_another(x: Exchange) -> None:
    assert not fits(x, CREATE)


@pytest.mark.parametrize(
    "x",
    [
        exchange("GET", "/notes/n2"),
        exchange("GET", "/notes/n1?more=1"),
        exchange("GET", "/notes/n1", b"{}"),
        exchange("HEAD", "/notes/n1"),
        read(ask={"If-None-Match": '"1"'}),
        read(ask={"Range": "bytes=0-1"}),
        read(ask={"Accept": "text/html"}),
    ],
)
def test_a_reading_that_is_another(x: Exchange) -> None:
    assert not fits(x, READ)


@pytest.mark.parametrize("query", ["", "?limit=3", "?limit=2&cursor=x", "?limit=2&limit=2&a=b"])
def test_a_query_that_is_another(query: str) -> None:
    assert not fits(exchange("GET", f"/words{query}"), LIST)


def test_a_key_in_the_query_is_the_credential_s() -> None:
    x = exchange("GET", "/words?limit=2&key=****")
    gone = Redaction(part="request.target", offset=len("/v1/words?limit=2&key="), length=4, marker="secret:key")
    assert not fits(x, LIST)
    assert fits(msgspec.structs.replace(x, redactions=(*x.redactions, gone)), LIST)


def test_header_fields_that_the_step_names() -> None:
    patch = {
        "operationId": "changeNote",
        "parameters": [
            {"name": "noteId", "in": "path", "value": "n1"},
            {"name": "If-Match", "in": "header", "value": '"1"'},
        ],
        "requestBody": {"contentType": "application/json", "payload": {"text": "Changed."}},
    }
    sent = {"text": "Changed."}
    assert fits(exchange("PATCH", "/notes/n1", sent, ask={"If-Match": '"1"'}), patch)
    assert not fits(exchange("PATCH", "/notes/n1", sent, ask={"If-Match": '"2"'}), patch)
    assert not fits(exchange("PATCH", "/notes/n1", sent), patch)


def test_a_media_type_that_is_wrong_on_purpose() -> None:
    wrong = CREATE | {"requestBody": {"contentType": "text/plain", "payload": new("Hello.")}}
    assert fits(created("Hello.", ask={"Content-Type": "text/plain"}), wrong)
    assert not fits(created("Hello."), wrong)


def test_content_that_is_no_json() -> None:
    words = CREATE | {"requestBody": {"contentType": "text/plain", "payload": "EXERCISE {$inputs.text}"}}
    inputs = {"text": {"type": "string"}}
    assert fits(exchange("POST", "/notes", b"EXERCISE 1", ask={"Content-Type": "text/plain"}), words, inputs)
    assert not fits(exchange("POST", "/notes", b"PRACTICE 1", ask={"Content-Type": "text/plain"}), words, inputs)


def test_content_that_is_broken_on_purpose() -> None:
    half = CREATE | {"requestBody": {"contentType": "text/plain", "payload": '{"text":'}}
    assert fits(exchange("POST", "/notes", b'{"text":', ask={"Content-Type": "text/plain"}), half)
    assert not fits(exchange("POST", "/notes", b'{"text"', ask={"Content-Type": "text/plain"}), half)


@pytest.mark.parametrize("identity, credential", [("absent", "absent"), ("tampered", "tampered")])
def test_identities_are_named_as_exchanges_name_them(identity: str, credential: str) -> None:
    step = READ | {"x-hallmark-identity": identity}
    assert fits(read(credential=credential, identity=identity), step)
    assert not fits(read(), step)


def test_inputs_are_bound_once() -> None:
    inputs = {"text": {"type": "string"}}
    step = CREATE | {"requestBody": {"payload": new("$inputs.text", message="$inputs.text")}}
    assert fits(created(sent=new("same", message="same")), step, inputs)
    assert not fits(created(sent=new("one", message="other")), step, inputs)
    assert not fits(created(sent=new("same", message="same")), step, inputs, text="known")


def test_an_identifier_that_was_made_up_has_not_come_up_before() -> None:
    made, _ = asked(
        {"operationId": "getNote", "parameters": [{"name": "noteId", "in": "path", "value": "$inputs.nowhere"}]},
        {"nowhere": {"type": "string", "x-hallmark": {"generate": "uuid"}}},
    )
    seen = Seen()
    assert made.bound(reading(read()), {}, {}, seen) == {"nowhere": "n1"}
    seen.add(reading(created()))
    assert made.bound(reading(read()), {}, {}, seen) is None
    assert made.bound(reading(read()), {"nowhere": "n1"}, {}, seen) == {"nowhere": "n1"}
    seen.enter()
    assert made.bound(reading(read()), {}, {}, seen) is not None


def test_what_has_come_up() -> None:
    seen = Seen()
    seen.add(reading(created()))
    seen.add(reading(exchange("GET", "/notes/n7", b"", 404)))
    assert "n1" in seen
    assert "n7" in seen
    assert OTHER_MESSAGE not in seen
    sent_again = msgspec.structs.replace(created(sent=new(message=OTHER_MESSAGE)), reply=Silence(why="stale"))
    seen.add(reading(sent_again))
    assert OTHER_MESSAGE not in seen


def test_exactly() -> None:
    template = parse_template({"a": "$inputs.x", "b": [1, {"c": "$inputs.y"}]})
    assert exactly(template, {"a": {"any": "thing"}, "b": [2, {"c": None}]})
    assert not exactly(template, {"a": 1, "b": [1, {"c": 1}], "d": 1})
    assert not exactly(template, {"a": 1, "b": [1, {"c": 1, "d": 1}]})
    assert not exactly(template, {"a": 1, "b": [1]})
    assert not exactly(template, {"a": 1, "b": 1})
    assert not exactly(template, [])


def test_inputs_that_are_settled_before_a_run() -> None:
    assert fixed_inputs(CLOSE_TWICE, FIXTURES) == {"ownAgency": "GB-POL-X01"}
    assert fixed_inputs(CLOSE_TWICE, {}) is None
    assert made_up(CLOSE_TWICE) == ("message", "nowhere")
    literal = msgspec.structs.replace(CLOSE_TWICE, inputs={"properties": {"a": {"default": 7}, "b": {}}})
    assert fixed_inputs(literal, {}) == {"a": 7}


def test_a_step_is_told_at_a_glance_by_its_sender_and_the_text_that_its_payload_ends_in() -> None:
    step = {"operationId": "createNote", "requestBody": {"payload": {"text": "Hello."}}}
    assert asked(step)[0].glance == ("own-agency", (("text",), "Hello.", False))
    assert asked(READ)[0].glance == ("own-agency", None)
    assert (at({"a": {"b": "c"}}, ("a", "b")), at({"a": "c"}, ("a", "b"))) == ("c", None)
