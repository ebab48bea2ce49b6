"""What was read of a description is shown with lines; many of a kind are counted."""

from __future__ import annotations

import json

from described import document
from linting import compiled_of

from harness.contract.lint import lint
from harness.render.contract import MOST_ALIKE, compiled_json, compiled_text, lint_json, lint_text, located

BAD = {"schema": {"type": "time"}}
PATHS = {
    "/a\u202e": {"get": {"responses": {"200": {"content": {"application/json": BAD}}, "204": {}}}},
    "/b": {"post": {"operationId": "make", "requestBody": {"content": {"json": {}}}, "responses": {"200": {}}}},
}
COMPILED = compiled_of(document(PATHS, webhooks={"told": {"post": {"responses": {"200": {}}}}}))
FINDINGS = lint(COMPILED)


def test_text_names_operations_gaps_and_oddities_with_their_lines() -> None:
    text = compiled_text(COMPILED, FINDINGS).decode()
    assert text.startswith("Things 1 (OpenAPI 3.1)\n2 operations, 1 webhook; sha256:")
    assert "  POST    /b  make  200\n" in text
    assert "  POST    told  200  (called by the product)\n" in text
    assert "Not read (1)" in text
    assert "    openapi.json:15\n" in text
    assert "Odd about the description (1)" in text
    assert "'json' is no media type" in text


def test_nothing_in_text_acts_on_a_terminal() -> None:
    assert "\u202e" not in compiled_text(COMPILED, FINDINGS).decode()


def test_json_has_everything() -> None:
    value = json.loads(compiled_json(COMPILED, FINDINGS))
    assert [each["id"] for each in value["operations"]] == ["GET /a\u202e", "make"]
    assert value["operations"][0]["replies"] == {"200": ["application/json"], "204": []}
    assert value["gaps"] == [
        {
            "reason": "type has a value that JSON Schema does not know",
            "where": "#/paths/~1a\u202e/get/responses/200/content/application~1json/schema/type",
            "line": "openapi.json:15",
        }
    ]
    assert value["findings"] == json.loads(lint_json(COMPILED, FINDINGS))["findings"]
    assert value["findings"][0]["line"] in located(COMPILED, FINDINGS).values()


def test_many_of_a_kind_are_counted() -> None:
    paths = {f"/{n}": {"get": {"responses": {}}} for n in range(MOST_ALIKE + 3)}
    compiled = compiled_of(document(paths))
    assert "    and 3 more\n" in lint_text(compiled, lint(compiled)).decode()


def test_nothing_odd_is_said_too() -> None:
    compiled = compiled_of(document({}))
    assert lint_text(compiled, lint(compiled)) == b"Nothing is odd about the description.\n"
