"""Values marked as personal are found wherever the schema speaks of them."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of

from harness.contract.personal import personal_pointers

NAME = {"type": "string", "x-personal": True}
PERSON = {"properties": {"name": NAME, "age": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Person"}}}


@pytest.mark.parametrize(
    "node, value, pointers",
    [
        ({"properties": {"a": NAME}}, {"a": "x", "b": "y"}, ["/a"]),
        ({"properties": {"a": NAME}}, {"b": "y"}, []),
        ({"items": NAME}, ["x", "y"], ["/0", "/1"]),
        ({"prefixItems": [True, NAME], "items": True}, ["x", "y", "z"], ["/1"]),
        ({"additionalProperties": NAME, "properties": {"a": True}}, {"a": 1, "b/c": 2}, ["/b~1c"]),
        ({"patternProperties": {"^x": NAME}}, {"xa": 1, "ax": 2}, ["/xa"]),
        ({"oneOf": [{"properties": {"a": NAME}}, {"properties": {"b": NAME}}]}, {"a": 1, "b": 2}, ["/a", "/b"]),
        ({"if": True, "then": {"properties": {"a": NAME}}}, {"a": 1}, ["/a"]),
        ({"dependentSchemas": {"b": {"properties": {"a": NAME}}}}, {"a": 1, "b": 1}, ["/a"]),
        (
            {"$ref": "#/components/schemas/Person"},
            {"name": "x", "next": {"name": "y", "age": 3}},
            ["/name", "/next/name"],
        ),
        ({"x-personal": True, "properties": {"a": NAME}}, {"a": "x"}, [""]),
        ({"anyOf": [{"items": {"properties": {"a": NAME}}}, {"items": NAME}]}, [{"a": 1}], ["/0"]),
        ({"properties": {"a": {"type": "string"}}}, {"a": "x"}, []),
        ({"properties": {"a": NAME}}, "not an object", []),
    ],
)
def test_places(node: Any, value: Any, pointers: list[str]) -> None:
    found = personal_pointers(schema_of(node, components={"Person": PERSON}), value)
    assert sorted(found) == pointers


def test_false_is_no_mark() -> None:
    assert personal_pointers(schema_of({"properties": {"a": {"x-personal": False}}}), {"a": 1}) == ()


def test_a_pattern_that_may_not_be_decided_hides_what_it_might_match() -> None:
    schema = schema_of({"patternProperties": {r"^(a|aa)+\1$": NAME, "^b": {"type": "string"}}})
    name = "a" * 3000 + "!"
    assert personal_pointers(schema, {name: "x", "b": "y"}) == (f"/{name}", "/b")
