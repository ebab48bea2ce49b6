"""A choice is enforced by conditions; data that looks like one is left alone."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from harness.contract.choice import CHOICE, choices, enforced, is_choice

NODE: dict[str, Any] = {
    "properties": {
        CHOICE: {"type": "string"},
        "x-b": True,
        "a": {"allOf": [True], CHOICE: {"property": "k", "to": {"x": "#/$defs/X"}, "only": ["x", "y"]}},
    },
    "enum": [{CHOICE: 1}],
    "x-a": {CHOICE: 1},
}


def test_choices_are_found_wherever_schemas_stand() -> None:
    assert list(choices(NODE)) == [NODE["properties"]["a"][CHOICE]]
    assert list(choices(True)) == []


def test_choices_become_conditions() -> None:
    made = enforced(NODE)
    assert made["enum"] == NODE["enum"]
    assert made["x-a"] == NODE["x-a"]
    inner = made["properties"]["a"]
    assert CHOICE not in inner
    schema = jsonschema_rs.Draft202012Validator({**inner, "$defs": {"X": {"required": ["b"]}}})
    assert [schema.is_valid(v) for v in ({}, {"k": "x", "b": 1}, {"k": "x"}, {"k": "y"}, {"k": "z"}, "x")] == [
        True, True, False, True, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value, yes",
    [
        ({"property": "k", "to": {}}, True),
        ({"property": "k", "to": {"a": "r"}, "only": ["a"]}, True),
        ({"property": "k"}, False),
        ({"property": 1, "to": {}}, False),
        ({"property": "k", "to": {"a": 1}}, False),
        ({"property": "k", "to": {}, "only": "a"}, False),
        ({"property": "k", "to": {}, "only": [1]}, False),
        ({"property": "k", "to": {}, "more": 1}, False),
        (7, False),
    ],
)
def test_what_is_well_formed(value: Any, yes: bool) -> None:
    assert is_choice(value) is yes
