"""Schemas that refer to one another in circles work; those defined by themselves are refused."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, schema_of

from harness.contract import Schema
from harness.contract import schema as schema_module
from harness.contract.codes import problems


def test_a_tree_is_judged_to_its_leaves() -> None:
    node = {"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#/components/schemas/N"}}}}
    schema = schema_of({"$ref": "#/components/schemas/N"}, components={"N": node})
    assert schema.is_valid({"below": [{"below": []}]})
    assert not schema.is_valid({"below": [{"below": [1]}]})
    assert set(schema.definitions) == {"#/components/schemas/N", schema.key}


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"$ref": "#/components/schemas/A"}},
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}]}},
        {"A": {"anyOf": [{"type": "string"}, {"not": {"$ref": "#/components/schemas/A"}}]}},
        {"A": {"$ref": "#/components/schemas/B"}, "B": {"if": {"$ref": "#/components/schemas/B"}}},
    ],
)
def test_a_schema_defined_by_itself_is_a_gap(schemas: dict[str, Any]) -> None:
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    contract = contract_of(document({"/x": {"get": {"responses": {"200": content}}}}, components={"schemas": schemas}))
    assert [gap.reason for gap in contract.gaps] == ["the schema is defined by itself"]


def test_a_ring_that_goes_down_through_members_is_none() -> None:
    schemas = {
        "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
        "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }
    schema = schema_of({"$ref": "#/components/schemas/A"}, components=schemas)
    assert schema.is_valid({"a": {"a": {}}})


def test_plain_is_a_schema_of_its_own() -> None:
    import jsonschema_rs

    schema = schema_of({"$ref": "#/components/schemas/A"}, components={"A": {"type": "integer", "minimum": 2}})
    other = jsonschema_rs.Draft202012Validator(schema.plain())
    assert other.is_valid(2)
    assert not other.is_valid(1)


def test_what_only_refers_to_a_component_is_judged_by_its_validator_and_in_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = []

    def counted(node: Any, formats: Any) -> Any:
        compiled.append(node)
        return validator(node, formats)

    validator = schema_module._validator
    monkeypatch.setattr(schema_module, "_validator", counted)
    schemas = {"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "integer", "minimum": 2}}
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    many = {f"/x{number}": {"get": {"responses": {"200": content}}} for number in range(20)}
    contract = contract_of(document(many, components={"schemas": schemas}))
    replies = (operation.replies["200"].media["application/json"] for operation in contract.operations)
    found = [reply.schema for reply in replies if isinstance(reply.schema, Schema)]
    assert len({schema.key for schema in found}) == 20
    assert all(schema.is_valid(2) and not schema.is_valid(1) for schema in found)
    said = [problems(schema.errors(1), schema.key, "reply.body") for schema in found]
    assert {one.schema_pointer for (one,) in said} == {"#/components/schemas/B/minimum"}
    assert len(compiled) == 1


def test_a_chain_of_references_is_followed_whatever_its_length() -> None:
    chain = {f"C{n}": {"$ref": f"#/components/schemas/C{n + 1}"} for n in range(2_000)}
    schema = schema_of({"$ref": "#/components/schemas/C0"}, components={**chain, "C2000": {"type": "integer"}})
    assert schema.is_valid(1)
    assert not schema.is_valid("1")


def test_what_both_directions_refer_to_is_judged_in_each_by_its_own() -> None:
    secret = {"w": {"type": "string", "writeOnly": True}, "r": {"type": "string", "readOnly": True}}
    parts = {"A": {"$ref": "#/components/schemas/B"}, "B": {"required": ["w", "r"], "properties": secret}}
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    post = {"requestBody": content, "responses": {"200": content}}
    (operation,) = contract_of(document({"/x": {"post": post}}, components={"schemas": parts})).operations
    sent = operation.request_bodies["application/json"].schema
    came = operation.replies["200"].media["application/json"].schema
    assert isinstance(sent, Schema)
    assert isinstance(came, Schema)
    assert [(sent.is_valid(value), came.is_valid(value)) for value in ({"w": ""}, {"r": ""})] == [
        (True, False),
        (False, True),
    ]
