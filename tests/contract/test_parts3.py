"""Parameters, bodies and replies of OpenAPI 3; what is odd about one of them costs that one alone."""

from __future__ import annotations

from typing import Any

import pytest
from described import one_operation, operation_of

from harness.contract import Encoding, Schema, Unresolved
from harness.contract.parts3 import Parts3, last_of_each


def test_it_reads_what_a_reader_asks_for() -> None:
    assert all(callable(getattr(Parts3, name)) for name in ("parameters", "body", "replies"))
    assert last_of_each([None]) == ()


@pytest.mark.parametrize(
    "location, style, fine",
    [
        ("query", "deepObject", True),
        ("query", "simple", False),
        ("path", "matrix", True),
        ("path", "form", False),
        ("header", "form", False),
        ("cookie", "cookie", True),
        ("cookie", 7, False),
    ],
)
def test_a_style_that_the_place_does_not_allow_is_a_gap(location: str, style: Any, fine: bool) -> None:
    contract = one_operation({"parameters": [{"name": "a", "in": location, "style": style, "schema": True}]})
    (parameter,) = operation_of(contract).parameters
    assert isinstance(parameter.schema, Schema) is fine
    assert len(contract.gaps) == (0 if fine else 1)


def test_a_parameter_that_says_nothing_of_its_value_is_a_gap() -> None:
    contract = one_operation({"parameters": [{"name": "a", "in": "query", "allowEmptyValue": True}]})
    (parameter,) = operation_of(contract).parameters
    assert isinstance(parameter.schema, Unresolved)
    assert parameter.allow_empty


def test_header_parameters_are_one_in_any_case() -> None:
    both = [{"name": name, "in": "header", "schema": True} for name in ("X-A", "x-a")]
    assert [each.name for each in operation_of(one_operation({"parameters": both})).parameters] == ["x-a"]


def test_forms_carry_how_their_members_are_written() -> None:
    encoding = {"a": {"contentType": "text/csv"}, "b": {"style": "pipeDelimited"}, "c": {"explode": False}, "d": 1}
    body = {"content": {"multipart/form-data": {"schema": {"type": "object"}, "encoding": encoding}}}
    media = operation_of(one_operation({"requestBody": body})).request_bodies["multipart/form-data"]
    assert media.encoding == {
        "a": Encoding(content_type="text/csv"),
        "b": Encoding(style="pipeDelimited", explode=False),
        "c": Encoding(explode=False),
    }


def test_one_media_type_written_twice_is_a_gap() -> None:
    contract = one_operation({"requestBody": {"content": {"A/b": {}, "a/B": {"schema": True}}}})
    (media,) = operation_of(contract).request_bodies.values()
    assert isinstance(media.schema, Schema)
    assert [gap.reason for gap in contract.gaps] == ["the media type a/b occurs twice; the later one counts"]


def test_a_stream_of_items_is_carried_and_unknown() -> None:
    contract = one_operation({"responses": {"200": {"content": {"application/jsonl": {"itemSchema": {}}}}}})
    media = operation_of(contract).replies["200"].media["application/jsonl"]
    assert isinstance(media.schema, Unresolved)


def test_statuses_of_odd_shapes_are_gaps() -> None:
    contract = one_operation({"responses": {"2xx": {}, "2XX": {}, "20": {}, "ok": {}, "0XX": {}, "x-a": 1}})
    assert list(operation_of(contract).replies) == ["2XX"]
    assert len(contract.gaps) == 4


def test_responses_behind_a_reference_are_read() -> None:
    contract = one_operation({"responses": {"$ref": "#/components/r"}}, components={"r": {"204": {}}})
    assert list(operation_of(contract).replies) == ["204"]


@pytest.mark.parametrize("responses", [[], "x", {"$ref": "#/nowhere"}])
def test_where_responses_cannot_be_read_no_status_can_be_held_against_anybody(responses: Any) -> None:
    operation = operation_of(one_operation({"responses": responses}))
    reply = operation.reply_for(418)
    assert reply is not None
    assert reply.unresolved is not None


def test_a_reply_whose_content_cannot_be_read_is_unknown() -> None:
    reply = operation_of(one_operation({"responses": {"200": {"content": 7}}})).replies["200"]
    assert reply.unresolved is not None
    assert reply.media == {}
