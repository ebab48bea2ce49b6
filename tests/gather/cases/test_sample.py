"""A value that is made up keeps its schema, whatever the schema asks for, or there is none."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of
from hypothesis import given, settings
from hypothesis import strategies as st
from schemas import schema_of as schema_of_profile
from tinyapi.bench import inputs

from harness.formats import IDENTIFIERS
from harness.gather.cases.sample import NOTHING, sample

B = {"$ref": "#/components/schemas/B"}
KEPT: list[Any] = [
    {"type": "string"},
    {"type": "string", "minLength": 500},
    {"type": "string", "maxLength": 3},
    {"type": "string", "pattern": "^[A-Z]{2}[0-9]{6}[A-D]?$"},
    {"type": "string", "pattern": "^[^<>]*$", "maxLength": 20},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "uri"},
    {"type": "string", "format": "byte"},
    {"type": "integer", "format": "int32"},
    {"type": "integer", "minimum": 10, "maximum": 12},
    {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
    {"type": "number", "maximum": -5},
    {"type": "integer", "multipleOf": 7, "minimum": 8},
    {"type": ["null", "boolean"]},
    {"enum": [None, "a", "b"]},
    {"const": {"a": 1}},
    {"type": "array", "minItems": 3, "items": {"type": "integer"}},
    {"type": "array", "uniqueItems": True, "minItems": 3, "items": {"enum": ["a", "b", "c"]}},
    {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}, "b": B}},
    {"allOf": [B, {"type": "object", "required": ["y"], "properties": {"y": {"type": "integer"}}}]},
    {"oneOf": [{"type": "string", "pattern": "^(?=impossible)never$"}, {"type": "integer", "minimum": 4}]},
    {"anyOf": [B, {"type": "null"}]},
    {"$ref": "#/components/schemas/Tree"},
    {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
    {},
]  # fmt: skip
COMPONENTS = {
    "B": {"type": "object", "required": ["x"], "properties": {"x": {"type": "string", "maxLength": 5}}},
    "Tree": {
        "type": "object",
        "required": ["name", "children"],
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    },
}


@pytest.mark.parametrize("node", KEPT, ids=str)
@pytest.mark.parametrize("full", [False, True])
def test_it_keeps_the_schema(node: Any, full: bool) -> None:
    schema = schema_of(node, components=COMPONENTS, part="request")
    made = sample(schema, inputs(), full=full)
    assert made is not NOTHING
    assert schema.is_valid(made)
    assert sample(schema, inputs(), full=full) == made


def test_what_cannot_be_made() -> None:
    for node in ({"type": "string", "pattern": "^a$", "minLength": 2}, {"not": {}}, False):
        assert sample(schema_of(node, part="request"), inputs()) is NOTHING


def test_what_only_the_product_sets_is_left_out() -> None:
    node = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": "string"},
            "more": {"type": "null"},
        },
    }
    assert sample(schema_of(node, part="request"), inputs()).keys() == {"name"}
    assert sample(schema_of(node, part="request"), inputs(), full=True).keys() == {"name", "more"}
    assert sample(schema_of(node, part="reply"), inputs()).keys() == {"id", "name"}


def test_a_place_on_the_map_lies_in_england() -> None:
    node = {
        "type": "object",
        "properties": {"lat": {"type": "number"}, "longitude": {"type": "number", "minimum": -180}},
    }
    assert sample(schema_of(node, part="request"), inputs(), full=True) == {"lat": 52.0, "longitude": -1.0}


def test_free_text_says_that_it_is_an_exercise() -> None:
    schema = schema_of({"type": "string"}, part="request")
    made = inputs()
    assert sample(schema, made).startswith("EXERCISE - HALLMARK r1")
    assert sample(schema, made) != sample(schema, inputs())


bounds = st.integers(-50, 50)


@settings(deadline=None, max_examples=60)
@given(bounds, st.integers(0, 9), st.sampled_from(["integer", "number"]), st.booleans())
def test_numbers_lie_within_their_bounds(low: int, width: int, kind: str, open_ended: bool) -> None:
    node = {"type": kind, "minimum": low} | ({} if open_ended else {"maximum": low + width})
    schema = schema_of(node, part="request")
    assert schema.is_valid(sample(schema, inputs()))


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_national_identifier_is_a_right_one(name: str) -> None:
    made = sample(schema_of_profile({"type": "string", "format": name}), inputs())
    assert IDENTIFIERS[name].holds(made)
