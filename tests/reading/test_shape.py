"""The types a parameter may have are read from its schema, and its text is turned into one of them."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of

from harness.reading.shape import TYPES, Shape, choices_of, likeliest, readings, shape_of


@pytest.mark.parametrize(
    "node, types",
    [
        (True, TYPES),
        ({"type": "integer"}, {"integer"}),
        ({"type": ["integer", "null"]}, {"integer", "null"}),
        ({"enum": ["a", 1]}, {"string", "integer"}),
        ({"const": True}, {"boolean"}),
        ({"$ref": "#/components/schemas/S"}, {"string"}),
        ({"allOf": [{"$ref": "#/components/schemas/S"}, {"maxLength": 2}]}, {"string"}),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, {"integer", "string"}),
        ({"type": "string", "anyOf": [{"type": "integer"}]}, set()),
    ],
)
def test_types(node: Any, types: set[str]) -> None:
    assert shape_of(schema_of(node, components={"S": {"type": "string"}})).types == types


def test_items_and_properties() -> None:
    node = {
        "anyOf": [{"type": "array", "items": {"type": "integer"}}, {"$ref": "#/components/schemas/O"}],
    }
    objects = {"type": "object", "properties": {"a": {"type": "boolean"}, "o": {"$ref": "#/components/schemas/O"}}}
    shape = shape_of(schema_of(node, components={"O": objects}))
    assert shape.items is not None
    assert shape.items.types == {"integer"}
    assert shape.properties["a"].types == {"boolean"}
    assert shape.properties["o"].properties["a"].types == {"boolean"}


@pytest.mark.parametrize(
    "text, types, values",
    [
        ("12", {"integer"}, [12]),
        ("-1.5e2", {"number"}, [-150.0]),
        ("12", {"integer", "string"}, [12, "12"]),
        ("012", {"integer"}, ["012"]),
        ("1e999", {"number"}, ["1e999"]),
        ("true", {"boolean"}, [True]),
        ("True", {"boolean"}, ["True"]),
        ("", {"null", "string"}, [None, ""]),
        ("null", {"null"}, [None]),
        ("x", {"integer"}, ["x"]),
        ("x", {"string"}, ["x"]),
    ],
)
def test_readings(text: str, types: set[str], values: list[Any]) -> None:
    found = readings(text, Shape(frozenset(types)))
    assert found == values
    assert [type(each) for each in found] == [type(each) for each in values]


def test_likeliest() -> None:
    assert likeliest("1", Shape(frozenset({"integer"}))) == 1
    assert likeliest("1", None) == "1" == likeliest("1", Shape())


def test_choices() -> None:
    assert choices_of(
        schema_of({"allOf": [{"$ref": "#/components/schemas/S"}]}, components={"S": {"enum": ["a", 1]}})
    ) == ("a", 1)
    assert choices_of(schema_of({"type": "string"})) == ()
