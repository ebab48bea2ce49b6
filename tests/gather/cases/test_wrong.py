"""What breaks a schema breaks it, in one way at a time."""

from __future__ import annotations

from typing import Any

import pytest
from schemas import schema_of

from harness.gather.cases.values import Values
from harness.gather.cases.wrong import EITHER, STRANGER, wrongs


def of(schema: dict[str, Any], value: Any = None) -> list[Any]:
    values = Values(schema_of(schema))
    flat = values.flat(values.schema.node)
    found = [made for why, made in wrongs(values, flat, values.full() if value is None else value) if why != EITHER]
    return [made for made in found if not values.schema.is_valid(made)]


@pytest.mark.parametrize(
    "schema, wanted",
    [
        ({"type": "integer", "minimum": 3, "maximum": 7}, [2, 8, "1", 1.5, None]),
        ({"type": "number", "exclusiveMaximum": 1}, [1]),
        ({"enum": ["red", "blue"]}, ["RED", "hallmark-unknown", "red ", 0]),
        ({"type": "string", "minLength": 2, "maxLength": 4}, ["E", "Exerc"]),
        ({"type": "string", "format": "uuid"}, ["not-a-uuid"]),
        ({"type": "string", "pattern": "^a$"}, [""]),
        ({"type": "boolean"}, ["true", 1]),
        ({"type": "array", "minItems": 1, "maxItems": 1, "items": {"const": 1}}, [[], [1, 1], {}]),
        ({"type": "array", "uniqueItems": True, "items": {"type": "integer"}}, [[1, 1]]),
    ],
)
def test_each_keyword_is_broken(schema: dict[str, Any], wanted: list[Any]) -> None:
    found = of(schema)
    assert [value for value in wanted if value not in found] == []


def test_members_go_missing_and_strangers_come() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}}, "additionalProperties": False}
    found = of(schema)
    assert {} in found
    assert {"a": 1, STRANGER: 1} in found


def test_what_is_hard_to_hold_is_tried_whether_it_is_right_or_not() -> None:
    values = Values(schema_of({"type": "string"}))
    hard = [made for why, made in wrongs(values, values.flat(values.schema.node), "x") if why == EITHER]
    assert "a\x00b" in hard
