"""Patterns that could be matched without end are found once, where they stand first."""

from __future__ import annotations

from typing import Any

from linting import findings_of


def found(node: dict[str, Any]) -> list[tuple[str, str]]:
    content = {"application/json": {"schema": node}}
    findings = findings_of({"/a": {"get": {"responses": {"200": {"content": content}}}}})
    return [(each.code, each.where.rpartition("/schema")[2]) for each in findings]


def test_values_and_names() -> None:
    node = {
        "patternProperties": {"^(a|a)*$": {"type": "string", "pattern": "^(b+)+$"}},
        "properties": {
            "x": {"pattern": "^(b+)+$"},
            "y": {"pattern": "^b+$"},
            "z": {"pattern": "(?<=" + "a" * 3000 + ")"},
        },
    }
    assert found(node) == [
        ("patterns/exponential", "/patternProperties"),
        ("patterns/exponential", "/patternProperties/^(a|a)*$/pattern"),
        ("patterns/unread", "/properties/z/pattern"),
    ]
