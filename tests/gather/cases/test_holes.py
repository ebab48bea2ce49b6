"""Holes lie where the schema asks for the run's own values."""

from __future__ import annotations

from schemas import schema_of

from harness.gather.cases import Hole, holes_of
from harness.gather.cases.holes import is_marked

MARKED = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "x-hallmark": {"generate": "uuid"}},
        "texts": {"type": "array", "items": {"type": "string", "maxLength": 9, "x-hallmark": {"generate": "text"}}},
    },
}


def test_each_marked_place_is_found() -> None:
    found = holes_of(schema_of(MARKED), {"id": "x", "texts": ["a", "b"], "other": 1})
    assert found == (
        Hole(("id",), {"generate": "uuid"}, 0),
        Hole(("texts", 0), {"generate": "text"}, 9),
        Hole(("texts", 1), {"generate": "text"}, 9),
    )


def test_a_schema_without_marks_has_none() -> None:
    assert is_marked(schema_of(MARKED))
    assert not is_marked(schema_of({"type": "object", "properties": {"a": {"type": "string"}}}))
