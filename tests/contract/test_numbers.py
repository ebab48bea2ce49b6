"""Formats of numbers and encodings of text are asserted, and what is tighter stays."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of

from harness.contract.numbers import LARGEST_FLOAT, WHOLE, assert_formats


@pytest.mark.parametrize("name, least, most", [(name, *bounds) for name, bounds in WHOLE.items()])
def test_whole_numbers_have_bounds(name: str, least: int, most: int) -> None:
    schema = schema_of({"type": "integer", "format": name})
    assert schema.is_valid(least)
    assert schema.is_valid(most)
    assert not schema.is_valid(least * 2 - 1)
    assert not schema.is_valid(most * 2)


@pytest.mark.parametrize("node", [{"type": "number"}, {}, {"type": ["integer", "null"]}])
def test_a_whole_number_is_whole_whatever_the_type_says(node: dict[str, Any]) -> None:
    schema = schema_of({**node, "format": "int32"})
    assert schema.is_valid(3.0)
    assert not schema.is_valid(3.5)


def test_bounds_hold_no_text() -> None:
    assert schema_of({"type": "string", "format": "int64"}).is_valid("x")


def test_tighter_bounds_stay_and_looser_ones_are_tightened() -> None:
    schema = schema_of({"type": "integer", "format": "int32", "minimum": 5, "exclusiveMaximum": 7})
    assert [schema.is_valid(n) for n in (4, 5, 6, 7)] == [False, True, True, False]
    loose = schema_of({"type": "integer", "format": "int32", "minimum": -(10**12), "exclusiveMaximum": 10**12})
    assert not loose.is_valid(2**31)
    assert not loose.is_valid(-(2**31) - 1)


def test_a_float_has_single_precision() -> None:
    schema = schema_of({"type": "number", "format": "float"})
    assert schema.is_valid(-LARGEST_FLOAT)
    assert not schema.is_valid(3.5e38)
    assert schema_of({"type": "number", "format": "double"}).is_valid(1e300)


@pytest.mark.parametrize(
    "node, right, wrong",
    [
        ({"contentEncoding": "base64"}, "YQ==", "YQ"),
        ({"contentEncoding": "base64url"}, "YQ", "Y!"),
        ({"contentEncoding": "base16"}, "ff", "fg"),
        ({"contentEncoding": "base16", "format": "date"}, "", "2020-01-01"),
        ({"contentEncoding": "base64", "format": "byte", "allOf": [{"maxLength": 4}]}, "YQ==", "YWFhYQ=="),
    ],
)
def test_encodings_are_asserted(node: dict[str, Any], right: str, wrong: str) -> None:
    schema = schema_of({"type": "string", **node})
    assert schema.is_valid(right) or "format" in node
    assert not schema.is_valid(wrong)


def test_what_is_not_known_is_left_alone() -> None:
    for node in ({"format": 7}, {"format": ["int32"]}, {"contentEncoding": "7bit"}, {"contentEncoding": {}}):
        out: dict[str, Any] = dict(node)
        assert_formats(out)
        assert out == node
