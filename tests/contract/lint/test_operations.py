"""Ids that are taken and content without meaning are found."""

from __future__ import annotations

from linting import findings_of, places_of

OK = {"200": {}}


def test_an_id_that_is_taken_is_found_where_it_is_taken_again() -> None:
    paths = {f"/{name}": {"get": {"operationId": "o", "responses": OK}} for name in "abc"}
    found = [each for each in findings_of(paths) if each.code == "operations/duplicate-id"]
    assert [each.where for each in found] == ["#/paths/~1b/get", "#/paths/~1c/get"]
    assert "GET /a" in found[0].message


def test_content_where_it_has_no_meaning_and_no_replies() -> None:
    body = {"content": {"application/json": {}}}
    paths = {"/a": {"get": {"requestBody": body, "responses": OK}, "post": {"requestBody": body, "responses": {}}}}
    assert places_of(paths) == {
        "operations/body-without-meaning": "#/paths/~1a/get", "operations/no-replies": "#/paths/~1a/post",
    }  # fmt: skip


def test_operations_without_an_id_are_not_alike() -> None:
    assert findings_of({"/a": {"get": {"responses": OK}}, "/b": {"get": {"responses": OK, "operationId": ""}}}) == []
