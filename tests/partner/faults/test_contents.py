"""Content is spoilt in one way each."""

from __future__ import annotations

import json

import pytest
from fault_turns import REPLY, fault, turn

from harness.contract import Schema
from harness.jsonbytes import NotJson, parse
from harness.loading import find, load_bundle
from harness.partner.call import Reply

CONTRACT = load_bundle(find("incident-transfer@1.0")).contract


def test_malformed_is_malformed() -> None:
    assert isinstance(parse(fault("malformed-json").spoilt(REPLY, turn()).body), NotJson)


def test_content_is_called_something_else() -> None:
    other = fault("wrong-media-type").spoilt(REPLY, turn())
    assert (other.header("Content-Type"), other.body) == ("text/html", REPLY.body)


def test_text_is_written_in_another_encoding() -> None:
    other = fault("wrong-charset").spoilt(REPLY, turn())
    assert other.header("Content-Type") == "application/json; charset=utf-16"
    assert other.body.decode("utf-16") == REPLY.body.decode()


@pytest.mark.parametrize("seed", range(6))
def test_a_member_breaks_the_description(seed: int) -> None:
    operation = CONTRACT.operation("listAgencies")
    assert operation is not None
    said = operation.reply_for(200)
    assert said is not None
    schema = said.media["application/json"].schema
    assert isinstance(schema, Schema)
    reply = Reply(status=200, body=json.dumps({"items": [], "total": 0}).encode())
    assert schema.is_valid(json.loads(reply.body))
    spoilt = fault("schema-violation").spoilt(reply, turn(seed, schema=schema))
    assert not schema.is_valid(json.loads(spoilt.body))
    assert json.loads(fault("schema-violation").spoilt(REPLY, turn(seed)).body) != json.loads(REPLY.body)


def test_nobody_knows_the_properties() -> None:
    value = json.loads(fault("unknown-properties").spoilt(REPLY, turn()).body)
    assert value["a"] == "x"
    assert value["x-further"]
    assert {"d", "x-further", "extension"} == value["b"]["c"][0].keys()


@pytest.mark.parametrize("kind", ["schema-violation", "unknown-properties"])
@pytest.mark.parametrize("body", [b"", b'"text"', b"<html>"])
def test_what_is_no_object_stays(kind: str, body: bytes) -> None:
    assert fault(kind).spoilt(Reply(status=200, body=body), turn()).body == body


def test_a_list_is_spoilt_too_where_evidence_says_that_it_was() -> None:
    listed = Reply(status=200, body=b'[{"a": 1}]')
    (one,) = json.loads(fault("unknown-properties").spoilt(listed, turn()).body)
    assert {"a", "x-further"} <= one.keys()
    assert fault("schema-violation").spoilt(listed, turn()).body == b"{}"
