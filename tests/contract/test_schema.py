"""Schemas that refer to one another in circles work; those defined by themselves are refused."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, schema_of


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
