"""A case becomes a request with what the run knows, and what is wrong with it stays wrong."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from described import one_operation, operation_of
from tinyapi.bench import bench, inputs, json_reply, new_note, operation

from harness.contract import Schema
from harness.evidence import Reply
from harness.gather.cases import Case, holes_of
from harness.gather.fuzzing.saying import Sayer, filled, homeward
from harness.gather.inputs import Inputs
from harness.gather.message import Message
from harness.gather.restraint.limits import Unsendable
from harness.gather.strand import Strand
from harness.loading import find, load_bundle


def sayer(name: str, **known: str) -> Sayer:
    made, _, _ = bench(lambda message, identity: json_reply(200))
    return Sayer(made, operation(name), {("path", key): text for key, text in known.items()})


def case_of(body: Any, *, right: bool) -> Case:
    """Return a case of createNote."""
    text = json.dumps(body).encode()
    return Case(right, "", body=text, media_type="application/json", holes=holes_of(new_note(), body))


def alive(body: Any, schema: Schema, values: Inputs) -> Any:
    return filled(body, holes_of(schema, body), values)


def test_the_path_leads_to_what_the_run_knows_unless_it_is_what_is_tried() -> None:
    plain = Case(True, "", path=(("noteId", "made-up"),))
    assert sayer("getNote", noteId="n1").message(plain).target == "/notes/n1"
    tried = Case(False, "", path=(("noteId", "../x y"),), own=("path:noteId",))
    assert sayer("getNote", noteId="n1").message(tried).target == "/notes/..%2Fx%20y"
    assert sayer("getNote").message(plain).target == "/notes/made-up"


def test_queries_and_fields_are_written_for_the_wire() -> None:
    case = Case(True, "", query=(("limit", "5"), ("q", "é&")), fields=(("If-Match", "ŵ"),))
    message = sayer("listNotes").message(case)
    assert message.target == "/notes?limit=5&q=%C3%A9%26"
    assert ("If-Match", "ŵ".encode()) in message.headers


def test_a_key_belongs_to_one_partition_and_one_case() -> None:
    parameter = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "minLength": 1}}
    remembers = operation_of(one_operation({"parameters": [parameter]}))
    made, _, clock = bench(lambda message, identity: json_reply(200))
    sayers = [Sayer(replace(made, strand=Strand(name, clock)), remembers, {}) for name in ("fuzz:a", "fuzz:b")]
    cases = [Case(True, "", fields=(("Idempotency-Key", "a"),), body=body) for body in (b"1", b"2")]
    keys = [sayer.message(case).headers[-1] for sayer in sayers for case in cases]
    assert len(set(keys)) == 4
    assert keys[0] == sayers[0].message(cases[0]).headers[-1]


def test_the_holes_of_a_right_body_are_filled() -> None:
    body = {"messageId": "x", "sender": "GB-X", "text": "abc"}
    case = Case(
        True, "", body=json.dumps(body).encode(), media_type="application/json", holes=holes_of(new_note(), body)
    )
    made = json.loads(sayer("createNote").message(case).body)
    assert (made["sender"], new_note().is_valid(made)) == ("GB-POL-1", True)


def test_real_values_do_not_mend_what_is_wrong() -> None:
    body = {"messageId": "no uuid", "sender": "GB-X", "text": "abc"}
    case = Case(
        False, "", body=json.dumps(body).encode(), media_type="application/json", holes=holes_of(new_note(), body)
    )
    assert json.loads(sayer("createNote").message(case).body) == body


def test_what_cannot_be_written_as_a_message_is_passed_over() -> None:
    def refusing(message: Message, identity: str) -> Reply:
        raise Unsendable("a line break in a field", where="test")

    made, paper, _ = bench(refusing)
    assert Sayer(made, operation("listNotes"), {}).say(Case(True, "")) is None
    assert paper.exchanges == []


@pytest.mark.parametrize(
    "body, text",
    [
        ({"text": "abc"}, "EXERCISE - HALLMARK r1 .* abc"),
        ({"text": "y" * 200}, "EXERCISE - HALLMARK r1 [0-9a-f]{8} y+"),
    ],
)
def test_free_text_keeps_what_was_generated_within_its_length(body: dict[str, str], text: str) -> None:
    made = alive(body, new_note(), inputs())["text"]
    assert len(made) <= 200
    assert re.fullmatch(text, made)


def test_what_is_wrong_with_a_text_stays_wrong() -> None:
    assert alive({"text": 5, "uprn": "1"}, new_note(), inputs()) == {"text": 5, "uprn": "1"}
    assert len(alive({"text": "y" * 201}, new_note(), inputs())["text"]) > 200


@pytest.mark.parametrize("address", ["https://stranger.example.org/hook", "HTTP://198.51.100.7/"])
def test_no_product_is_sent_to_call_a_stranger(address: str) -> None:
    body = {"callbackUrl": address, "narrative": "x"}
    holes = holes_of(incident_schema(), body)
    assert homeward(body, holes, callable_at("")) == {"narrative": "x"}
    ours = homeward(body, holes, callable_at("http://127.0.0.1:9/t"))
    assert ours == {"callbackUrl": "http://127.0.0.1:9/t/notifications", "narrative": "x"}


def test_what_is_no_address_stays_as_wrong_as_it_was() -> None:
    body = {"callbackUrl": 7, "narrative": "x"}
    assert homeward(body, holes_of(incident_schema(), body), callable_at("")) == body


@pytest.mark.parametrize("right", [True, False])
def test_wrong_bodies_call_no_stranger_either(right: bool) -> None:
    body = {"messageId": "no uuid", "sender": "GB-X", "text": "abc", "callbackUrl": "http://stranger.example.org/"}
    made = json.loads(sayer("createNote").message(case_of(body, right=right)).body)
    assert "callbackUrl" not in made


def incident_schema() -> Schema:
    contract = load_bundle(find("incident-transfer@1.0")).contract
    create = contract.operation("createIncident")
    assert create is not None
    schema = create.request_bodies["application/json"].schema
    assert isinstance(schema, Schema)
    return schema


def callable_at(public_url: str) -> Inputs:
    called = (lambda: public_url) if public_url else None
    return Inputs(run="r", seed=1, partition="p", fixtures={}, now=lambda: 0, public_url=called)
