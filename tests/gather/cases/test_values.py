"""Values keep their schema: the plainest, the fullest, and those by chance."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from schemas import schema_of

from harness.gather.cases.values import Values

SCHEMAS: tuple[dict[str, Any], ...] = (
    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "minLength": 40}, "b": {}}},
    {"type": "object", "minProperties": 3, "additionalProperties": {"type": "number"}},
    {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": [1, 2, 3, 4]}},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "boolean"}], "minItems": 2, "items": False},
    {"type": "integer", "minimum": 7, "exclusiveMaximum": 9},
    {"type": "integer", "multipleOf": 25, "minimum": 30},
    {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    {"type": "integer", "maximum": -5},
    {"type": "string", "pattern": "^[a-f]{8,12}$", "minLength": 10},
    {"type": "string", "format": "date-time"},
    {"oneOf": [{"type": "object", "required": ["k"], "properties": {"k": {"const": "x"}}}, {"type": "string"}]},
    {"type": ["string", "null"], "maxLength": 3},
    {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"required": ["a", "b"]}]},
    {"const": {"a": 1}},
)  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_the_plainest_and_the_fullest_keep_the_schema(schema: dict[str, Any]) -> None:
    values = Values(schema_of(schema))
    assert values.schema.is_valid(values.plain())
    assert values.schema.is_valid(values.full())


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_chance_keeps_the_schema_and_is_the_same_for_a_seed(schema: dict[str, Any]) -> None:
    values, again = Values(schema_of(schema)), Values(schema_of(schema))
    made = [values.by_chance(Random(n), values.plain()) for n in range(10)]
    assert all(map(values.schema.is_valid, made))
    assert made == [again.by_chance(Random(n), again.plain()) for n in range(10)]


def test_the_fullest_has_every_member_that_goes_with_the_others() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
        "dependentSchemas": {"a": {"properties": {"b": False}}},
    }
    assert set(Values(schema_of(schema)).full()) == {"a", "c"}


def test_what_the_product_gives_is_not_given_to_it() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string", "readOnly": True}, "a": {"type": "string"}}}
    assert set(Values(schema_of(schema)).full()) == {"a"}


def test_a_schema_in_a_circle_has_an_end() -> None:
    tree = {"type": "object", "properties": {"left": {"$ref": "#/components/schemas/Tree"}, "name": {"type": "string"}}}
    values = Values(schema_of({"$ref": "#/components/schemas/Tree"}, Tree=tree))
    assert values.schema.is_valid(values.full())
    assert values.plain() == {}
