"""Other values for members of a body keep its schema."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of
from tinyapi.bench import inputs

from harness.gather.conversations.changes import WELSH, changed, in_other_letters, patches

NODE = {
    "type": "object",
    "required": ["code", "name"],
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]$"},
        "kind": {"enum": ["a", "b"]},
        "name": {"type": "string", "maxLength": 30},
        "size": {"type": "integer", "maximum": 3},
        "on": {"type": "boolean"},
    },
}
SCHEMA = schema_of(NODE, part="request")
BODY = {"code": "AB9", "kind": "a", "name": "Fred", "size": 3, "on": True}
ALL = ("/code", "/kind", "/name", "/size", "/on")


@pytest.mark.parametrize("pointer, value", [("/code", "AB0"), ("/kind", "b"), ("/size", 2), ("/on", False)])
def test_one_member_is_another(pointer: str, value: Any) -> None:
    assert changed(SCHEMA, BODY, (pointer,), inputs()) == (pointer, {**BODY, pointer[1:]: value})


def test_free_text_is_changed_first() -> None:
    found = changed(SCHEMA, BODY, ALL, inputs())
    assert found is not None
    assert found[0] == "/name"
    assert SCHEMA.is_valid(found[1])


def test_what_names_another_thing_is_changed_last() -> None:
    node = {"type": "object", "properties": {"ownerId": {"type": "string"}, "size": {"type": "integer"}}}
    body, both = {"ownerId": "100", "size": 1}, ("/ownerId", "/size")
    assert changed(schema_of(node), body, both, inputs()) == ("/size", {"ownerId": "100", "size": 2})


def test_what_may_not_be_changed() -> None:
    assert changed(SCHEMA, BODY, (), inputs()) is None
    assert changed(SCHEMA, {"code": "AB1", "name": "x"}, ("/kind",), inputs()) is None


def test_a_merge_patch_has_one_member() -> None:
    patch = schema_of({**NODE, "required": []}, part="request")
    assert patches(patch, BODY, ("/kind",), inputs()) == ("/kind", {"kind": "b"})
    assert patches(SCHEMA, BODY, ("/kind",), inputs()) is None  # what is required cannot be left out of it


def test_letters_where_text_is_free() -> None:
    pointers, body = in_other_letters(SCHEMA, BODY, ALL)
    assert (pointers, body) == (("/name",), {**BODY, "name": WELSH[:30]})
