"""A flat schema says what its references and combinations say together."""

from __future__ import annotations

from typing import Any

import pytest
from schemas import schema_of

from harness.gather.cases.flat import Flattener, joined


def flat(schema: dict[str, Any], choice: int = 0, **named: Any) -> dict[str, Any]:
    made = schema_of(schema, **named)
    return Flattener(made.definitions).flat(made.node, choice)


def test_references_and_parts_are_joined_the_tighter_bound_counts() -> None:
    whole = {"allOf": [{"$ref": "#/components/schemas/A"}, {"minLength": 3, "maxLength": 9}], "maxLength": 12}
    found = flat(whole, A={"type": "string", "minLength": 1, "pattern": "a"})
    assert (found["type"], found["minLength"], found["maxLength"], found["pattern"]) == (("string",), 3, 9, "a")


@pytest.mark.parametrize("choice, kind", [(0, "string"), (1, "integer"), (2, "string")])
def test_one_branch_is_chosen_counted_in_a_circle(choice: int, kind: str) -> None:
    assert flat({"oneOf": [{"type": "string"}, {"type": "integer"}]}, choice)["type"] == (kind,)


def test_branches_are_counted_through_references() -> None:
    schema = schema_of({"allOf": [{"$ref": "#/components/schemas/A"}]}, A={"anyOf": [{}, {}, {}]})
    assert Flattener(schema.definitions).branches(schema.node) == 3


@pytest.mark.parametrize(
    "schema, kinds",
    [
        ({"properties": {}}, ("object",)),
        ({"minLength": 1}, ("string",)),
        ({"enum": [1, "a"]}, ("integer", "string")),
        ({"const": None}, ("null",)),
        ({"type": ["string", "null"]}, ("string", "null")),
    ],
)
def test_a_schema_without_type_shows_what_it_is_about(schema: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert flat(schema)["type"] == kinds


def test_a_schema_in_a_circle_has_an_end() -> None:
    named = {"A": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A"}}}}
    assert flat({"$ref": "#/components/schemas/A"}, **named)["type"] == ("object",)


def test_what_both_say_is_joined() -> None:
    found = joined({"required": ["a"], "enum": [1, 2]}, {"required": ["b", "a"], "enum": [2, 3]})
    assert found == {"required": ["a", "b"], "enum": [2]}
