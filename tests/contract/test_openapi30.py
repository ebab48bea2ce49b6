"""OpenAPI 3.0 schemas come out as JSON Schema 2020-12 that means the same."""

from typing import Any

import pytest
from described import schema_of

from harness.contract.openapi30 import schema


@pytest.mark.parametrize(
    "node, normal",
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True, "allOf": []}, {"allOf": []}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}),
        ({"exclusiveMaximum": True}, {}),
        ({"$ref": "#/x", "maxLength": 1}, {"$ref": "#/x"}),
        ({"const": 1, "if": {}, "type": "string"}, {"type": "string"}),
    ],
)
def test_one_schema(node: dict[str, Any], normal: dict[str, Any]) -> None:
    assert schema(node) == normal


def test_the_schema_given_is_left_as_it_was() -> None:
    node = {"type": "string", "nullable": True, "minimum": 1, "exclusiveMinimum": True}
    schema(node)
    assert node == {"type": "string", "nullable": True, "minimum": 1, "exclusiveMinimum": True}


def test_an_enum_without_null_forbids_it_even_where_nullable() -> None:
    """OpenAPI 3.0.3, Schema Object, nullable."""
    compiled = schema_of({"type": "string", "nullable": True, "enum": ["a"]}, version="3.0.3")
    assert compiled.is_valid("a")
    assert not compiled.is_valid(None)


def test_nullable_reaches_below_properties_and_items() -> None:
    node = {"properties": {"a": {"type": "array", "items": {"type": "integer", "nullable": True}}}}
    compiled = schema_of(node, version="3.0.0")
    assert compiled.is_valid({"a": [None, 1]})
    assert not compiled.is_valid({"a": None})
