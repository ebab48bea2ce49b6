"""Edges lie where each keyword puts them."""

from __future__ import annotations

from typing import Any

import pytest
from schemas import schema_of

from harness.gather.cases.edges import edges
from harness.gather.cases.values import Values


def of(schema: dict[str, Any]) -> list[Any]:
    values = Values(schema_of(schema))
    return [value for _, value in edges(values, values.flat(values.schema.node))]


@pytest.mark.parametrize(
    "schema, wanted",
    [
        ({"type": "integer", "minimum": 3, "maximum": 7}, [3, 4, 7, 6]),
        ({"type": "number", "exclusiveMinimum": 0}, [0.001]),
        ({"enum": ["a", "b", None]}, ["b", None]),
        ({"type": ["boolean", "null"]}, [False, True, None]),
        ({"type": "string", "pattern": "^a{1,3}$"}, ["a", "aaa"]),
        ({"type": "array", "minItems": 1, "maxItems": 3, "items": {"const": 1}}, [[1], [1, 1, 1]]),
        ({"type": "string", "format": "date"}, ["2024-02-29"]),
    ],
)
def test_each_keyword_has_its_edges(schema: dict[str, Any], wanted: list[Any]) -> None:
    found = of(schema)
    assert [value for value in wanted if value not in found] == []


def test_lengths_are_counted_in_characters() -> None:
    lengths = {len(value) for value in of({"type": "string", "minLength": 2, "maxLength": 9})}
    assert {2, 9} <= lengths
    assert min(lengths) >= 2
    assert max(lengths) <= 9


def test_a_constant_has_no_edge() -> None:
    assert of({"const": 1}) == []
