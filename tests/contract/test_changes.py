"""What breaks a partner is told from what does not, in both directions; the same contract has no changes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from described import contract_of, document

from harness.contract import Contract
from harness.contract.changes import changed_operations, changes, matched

NOTE = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string"}, "kind": {"enum": ["a", "b"]}, "by": {"type": "string"}},
}


def content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": copy.deepcopy(schema)}}}


def base() -> dict[str, Any]:
    return document(
        {
            "/notes": {
                "get": {
                    "operationId": "listNotes",
                    "parameters": [
                        {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                    ],
                    "responses": {"200": {"description": "", **content({"type": "array", "items": NOTE})}},
                },
                "post": {
                    "operationId": "addNote",
                    "requestBody": content(NOTE),
                    "responses": {
                        "201": {
                            "description": "",
                            "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
                            **content(NOTE),
                        },
                        "409": {"description": ""},
                    },
                },
            },
            "/notes/{id}": {
                "get": {
                    "operationId": "readNote",
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "responses": {"200": {"description": "", **content(NOTE)}},
                }
            },
        },
        webhooks={"noted": {"post": {"operationId": "noted", "requestBody": content(NOTE), "responses": {"204": {}}}}},
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}},
    )


GET, POST = ("paths", "/notes", "get"), ("paths", "/notes", "post")
SENT = (*POST, "requestBody", "content", "application/json", "schema")
GOT = (*POST, "responses", "201", "content", "application/json", "schema")
HOOK = ("webhooks", "noted", "post", "requestBody", "content", "application/json", "schema")


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    *keys, last, new = path

    def change(value: dict[str, Any]) -> None:
        at(value, tuple(keys))[last] = new

    return change


def drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    return lambda value: at(value, path[:-1]).pop(path[-1])


def told(change: Callable[[dict[str, Any]], Any]) -> list[tuple[str, str, str, str, bool]]:
    new = base()
    change(new)
    found = changes(contract_of(base()), contract_of(new))
    return [(c.operation, c.code, c.part, c.where, c.breaking) for c in found]


CASES: dict[str, tuple[Callable[[dict[str, Any]], Any], list[tuple[str, str, str, str, bool]]]] = {
    "prose": (put(*GET, "description", "Other words."), []),
    "operation removed": (drop(*POST), [("addNote", "operation-removed", "", "", True)]),
    "operation added": (
        put("paths", "/notes", "delete", {"operationId": "x", "responses": {"204": {}}}),
        [("x", "operation-added", "", "", False)],
    ),
    "operation renamed": (put(*GET, "operationId", "list"), []),
    "operation moved": (
        lambda v: v["paths"].__setitem__("/memos", v["paths"].pop("/notes")),
        [("listNotes", "address-changed", "", "", True), ("addNote", "address-changed", "", "", True)],
    ),
    "path parameter renamed": (
        lambda v: (
            v["paths"].__setitem__("/notes/{n}", v["paths"].pop("/notes/{id}")),
            put("paths", "/notes/{n}", "get", "parameters", 0, "name", "n")(v),
        ),
        [],
    ),
    "deprecated": (put(*GET, "deprecated", True), [("listNotes", "deprecated", "", "", False)]),
    "required parameter added": (
        lambda v: at(v, (*GET, "parameters")).append(
            {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        [("listNotes", "parameter-required", "parameter query q", "", True)],
    ),
    "parameter became required": (
        put(*GET, "parameters", 0, "required", True),
        [("listNotes", "parameter-required", "parameter query limit", "", True)],
    ),
    "parameter removed": (
        drop(*GET, "parameters", 0),
        [("listNotes", "parameter-removed", "parameter query limit", "", True)],
    ),
    "header parameter in another case": (put(*GET, "parameters", 1, "name", "x-trace"), []),
    "parameter narrowed": (
        put(*GET, "parameters", 0, "schema", "maximum", 50),
        [("listNotes", "bound-changed", "parameter query limit", "", True)],
    ),
    "parameter widened": (
        put(*GET, "parameters", 0, "schema", "maximum", 500),
        [("listNotes", "bound-changed", "parameter query limit", "", False)],
    ),
    "content became required": (
        put(*POST, "requestBody", "required", True),
        [("addNote", "content-required", "request", "", True)],
    ),
    "member became required in a request": (
        put(*SENT, "required", ["title", "by"]),
        [("addNote", "member-required", "request", "by", True)],
    ),
    "member became required in a reply": (
        put(*GOT, "required", ["title", "by"]),
        [("addNote", "member-required", "reply 201", "by", False)],
    ),
    "member became optional in a reply": (
        put(*GOT, "required", []),
        [("addNote", "member-optional", "reply 201", "title", True)],
    ),
    "member removed from a reply": (
        drop(*GOT, "properties", "by"),
        [("addNote", "member-removed", "reply 201", "by", True)],
    ),
    "member removed from a request": (
        drop(*SENT, "properties", "by"),
        [("addNote", "member-removed", "request", "by", False)],
    ),
    "member added": (
        put(*GOT, "properties", "more", {"type": "string"}),
        [("addNote", "member-added", "reply 201", "more", False)],
    ),
    "type changed": (
        put(*GOT, "properties", "by", {"type": "integer"}),
        [("addNote", "type-changed", "reply 201", "by", True)],
    ),
    "null in a reply": (
        put(*GOT, "properties", "by", {"type": ["string", "null"]}),
        [("addNote", "null-allowed", "reply 201", "by", True)],
    ),
    "enum narrowed in a request": (
        put(*SENT, "properties", "kind", {"enum": ["a"]}),
        [("addNote", "values-removed", "request", "kind", True)],
    ),
    "enum narrowed in a reply": (
        put(*GOT, "properties", "kind", {"enum": ["a"]}),
        [("addNote", "values-removed", "reply 201", "kind", False)],
    ),
    "enum widened in a reply": (
        put(*GOT, "properties", "kind", {"enum": ["a", "b", "c"]}),
        [("addNote", "values-added", "reply 201", "kind", True)],
    ),
    "success removed": (
        lambda v: at(v, (*POST, "responses")).__setitem__("200", at(v, (*POST, "responses")).pop("201")),
        [("addNote", "reply-removed", "reply 201", "", True), ("addNote", "reply-added", "reply 200", "", False)],
    ),
    "refusal removed": (drop(*POST, "responses", "409"), [("addNote", "reply-removed", "reply 409", "", False)]),
    "header removed": (
        drop(*POST, "responses", "201", "headers"),
        [("addNote", "header-removed", "reply 201 header Location", "", True)],
    ),
    "header became optional": (
        put(*POST, "responses", "201", "headers", "Location", "required", False),
        [("addNote", "header-optional", "reply 201 header Location", "", True)],
    ),
    "media type changed": (
        lambda v: at(v, (*POST, "requestBody", "content")).__setitem__(
            "application/xml", at(v, (*POST, "requestBody", "content")).pop("application/json")
        ),
        [("addNote", "media-type-removed", "request", "", True), ("addNote", "media-type-added", "request", "", False)],
    ),
    "security asked for": (
        put(*GET, "security", [{"key": []}]),
        [("listNotes", "security-changed", "security", "", True)],
    ),
    "a call of the product's narrowed": (
        put(*HOOK, "required", ["title", "by"]),
        [("noted", "member-required", "request", "by", False)],
    ),
    "a call of the product's widened": (
        put(*HOOK, "required", []),
        [("noted", "member-optional", "request", "title", True)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_each_kind_of_change(name: str) -> None:
    change, expected = CASES[name]
    assert told(change) == expected


def test_the_same_contract_has_no_changes() -> None:
    assert told(lambda value: None) == []
    assert changed_operations(contract_of(base()), contract_of(base())) == frozenset()


def test_scopes_that_are_asked_besides_break() -> None:
    def secured(scopes: list[str]) -> Contract:
        new = base()
        put(*GET, "security", [{"key": scopes}])(new)
        return contract_of(new)

    assert [c.breaking for c in changes(secured(["read"]), secured(["read", "all"]))] == [True]
    assert [c.breaking for c in changes(secured(["read", "all"]), secured(["read"]))] == [False]


def test_the_operations_that_changed_are_named_as_they_are_now() -> None:
    new = base()
    put(*GET, "operationId", "list")(new)
    put(*GET, "parameters", 0, "required", True)(new)
    put("paths", "/more", {"get": {"operationId": "more", "responses": {"200": {}}}})(new)
    assert changed_operations(contract_of(base()), contract_of(new)) == {"list", "more"}


def test_a_changed_credential_changes_every_operation() -> None:
    new = base()
    put("components", "securitySchemes", "key", "name", "Other")(new)
    assert changed_operations(contract_of(base()), contract_of(new)) == {"listNotes", "addNote", "readNote", "noted"}


def test_a_schema_that_is_shared_changes_every_operation_that_reaches_it() -> None:
    def shared(kind: str) -> Contract:
        new = base()
        new["components"]["schemas"] = {"Note": {**NOTE, "properties": {"title": {"type": kind}}}}
        for path in (SENT, GOT):
            at(new, path[:-1])["schema"] = {"$ref": "#/components/schemas/Note"}
        return contract_of(new)

    assert changed_operations(shared("string"), shared("integer")) == {"addNote"}


def test_each_operation_is_matched_once() -> None:
    new = base()
    new["paths"]["/memos"] = {"get": {"operationId": "addNote2", "responses": {}}}
    new["paths"]["/notes"]["get"]["operationId"] = "addNote"
    new["paths"]["/notes"]["post"]["operationId"] = "listNotes"
    pairs, gone, came = matched(contract_of(base()), contract_of(new))
    assert [(p.old.id, p.new.id) for p in pairs] == [
        ("listNotes", "addNote"),
        ("addNote", "listNotes"),
        ("readNote", "readNote"),
        ("noted", "noted"),
    ]
    assert (gone, [o.id for o in came]) == ((), ["addNote2"])
