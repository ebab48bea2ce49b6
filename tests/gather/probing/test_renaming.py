"""A body whose names are taken over there comes again under others, and keeps its schema."""

from __future__ import annotations

from typing import Any

from described import schema_of
from tinyapi.bench import inputs

from harness.gather.probing.examples import Living
from harness.gather.probing.renaming import renames

SHORT = {"type": "string", "maxLength": 12}
NODE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "reference": SHORT,
        "ownerId": {"type": "string"},
        "kind": {"enum": ["a", "b"]},
        "at": {"type": "string", "format": "date"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "size": {"type": "integer"},
    },
}
BODY = {"reference": "AB/1", "ownerId": "100", "kind": "a", "at": "2026-01-01", "code": "XQ", "size": 1}


def renamed(node: dict[str, Any], body: Any) -> list[Any]:
    return [one.body for one in renames(Living("shown", "application/json", body, schema_of(node)), inputs())]


def test_what_refers_to_others_is_renamed_only_at_last() -> None:
    first, second = renamed(NODE, BODY)
    for one in (first, second):
        assert {name: one[name] for name in ("kind", "at", "size")} == {"kind": "a", "at": "2026-01-01", "size": 1}
        assert one["reference"] != "AB/1"
        assert len(one["reference"]) <= 12
    assert first["ownerId"] == "100" != second["ownerId"]
    assert first["reference"] != second["reference"]


def test_where_nothing_is_free_nothing_is_renamed() -> None:
    assert renamed({"type": "object", "properties": {"kind": {"enum": ["a"]}}}, {"kind": "a"}) == []
    assert list(renames(Living("shown", "application/json", BODY, None), inputs())) == []
