"""Examples that break their own schema are found; those that are only written otherwise are not."""

from __future__ import annotations

from typing import Any

import pytest
from linting import findings_of

from harness.contract.lint import examples as module

PERSON = {
    "type": "object",
    "required": ["id", "key"],
    "properties": {"id": {"readOnly": True}, "key": {"writeOnly": True}},
}


def reply(media: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"/a": {"post": {"responses": {"200": {"content": {media_type: media}}}}}}


def found(paths: dict[str, Any], **rest: Any) -> list[tuple[str, str]]:
    return [(each.code, each.where.rpartition("/schema/")[2]) for each in findings_of(paths, **rest)]


def test_content() -> None:
    media = {"schema": {"type": "integer"}, "examples": {"right": {"value": 1}, "wrong": {"value": "1"}}}
    base = "#/paths/~1a/post/responses/200/content/application~1json"
    (finding,) = findings_of(reply(media))
    assert (finding.code, finding.where) == ("examples/content", f"{base}/examples/wrong")
    assert "wrong" in finding.message
    assert "type" in finding.message


def test_an_example_is_held_to_the_direction_that_it_goes() -> None:
    media = {"schema": PERSON, "example": {"key": 1}}
    operation = {"requestBody": {"content": {"application/json": media}}, "responses": {"204": {}}}
    assert findings_of({"/a": {"post": operation}}) == []
    assert [code for code, _ in found(reply(media))] == ["examples/content"]


def test_the_text_of_other_content_is_not_taken_for_its_value() -> None:
    media = {"schema": {"type": "object"}, "example": "<a/>"}
    assert found(reply(media, "application/xml")) == []


@pytest.mark.parametrize(
    "schema, example, right",
    [
        ({"type": "integer"}, "12", True),
        ({"type": "integer"}, 12, True),
        ({"type": "integer"}, "x", False),
        ({"type": "array", "items": {"type": "string"}}, "a,b", True),
        ({"type": "string", "enum": ["a"]}, "b", False),
    ],
)
def test_parameters_may_be_written_as_they_are_sent(schema: dict[str, Any], example: Any, right: bool) -> None:
    parameter = {"name": "q", "in": "query", "schema": schema, "example": example}
    paths = {"/a": {"get": {"parameters": [parameter], "responses": {"200": {}}}}}
    assert [code for code, _ in found(paths)] == ([] if right else ["examples/parameter"])


def test_schemas_bring_examples_of_their_own() -> None:
    node = {
        "properties": {
            "a": {"type": "integer", "example": "x"},
            "b": {"$ref": "#/components/schemas/B", "examples": [1, "y"]},
            "c": {"type": "integer", "examples": [3]},
        }
    }
    schemas = {"B": {"type": "string", "example": "z"}}
    assert found(reply({"schema": node}), components={"schemas": schemas}) == [
        ("examples/schema", "properties/a/example"),
        ("examples/schema", "properties/b/example"),
    ]


def test_not_all_of_very_many_are_looked_at_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    node = {"type": "integer", "examples": [1, 2, 3, "x"]}
    assert [code for code, _ in found(reply({"schema": node}))] == ["examples/too-many"]
