"""What stands below a keyword is known, and names are no keywords."""

from __future__ import annotations

from harness.contract.keywords import IN_PLACE, KEYWORDS, REFERENCES, inner


def test_schemas_directly_in_a_schema() -> None:
    node = {
        "items": 1, "allOf": [2, 3], "properties": {"items": 4, "enum": 5}, "enum": [6], "default": 7, "x-a": 8,
        "examples": [9], "$ref": "x",
    }  # fmt: skip
    assert list(inner(node)) == [1, 2, 3, 4, 5]


def test_the_tables_agree() -> None:
    assert set(IN_PLACE) <= set(KEYWORDS)
    assert not set(REFERENCES) & set(KEYWORDS)
