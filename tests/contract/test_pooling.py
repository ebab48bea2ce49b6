"""A pool holds each schema once, and one object for each direction in which its values travel."""

from __future__ import annotations

from described import contract_of, document

from harness.contract import Schema

CONTENT = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}


def test_what_several_operations_use_is_one_object() -> None:
    shared = {"components": {"schemas": {"A": {"type": "string"}}, "responses": {"R": CONTENT}}}
    operation = {"requestBody": CONTENT, "responses": {"200": {"$ref": "#/components/responses/R"}}}
    contract = contract_of(document({"/a": {"post": operation}, "/b": {"post": operation}}, **shared))
    first, second = (each.replies["200"].media["application/json"].schema for each in contract.operations)
    assert isinstance(first, Schema)
    assert first is second
    assert first.direction == "reply"
    assert contract.operations[0].request_bodies["application/json"].schema is not first


def test_an_unsound_schema_is_refused_each_time_it_is_needed() -> None:
    schemas = {"A": {"properties": {"a": {"type": "time"}}}}
    operation = {"responses": {"200": CONTENT, "404": CONTENT}}
    contract = contract_of(document({"/a": {"get": operation}}, components={"schemas": schemas}))
    replies = contract.operations[0].replies.values()
    assert not any(isinstance(each.media["application/json"].schema, Schema) for each in replies)
    assert [gap.where for gap in contract.gaps] == ["#/components/schemas/A/properties/a/type"]
