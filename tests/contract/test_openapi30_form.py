"""What OpenAPI 3.0 asks of its objects is asked, with the place; what it leaves open is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from features_definition import definition

from harness.contract.openapi30_form import MOST, ill_formed

Node = dict[str, Any]


def right() -> Node:
    """Return a definition that is right."""
    return json.loads(json.dumps(definition(("a", "b"), "")))  # type: ignore[no-any-return]


def test_what_is_right_is_right() -> None:
    assert ill_formed(right()) == ()
    assert ill_formed(right() | {"x-more": 1, "tags": [{"name": "a"}]}) == ()


def _root(root: Node) -> Node:
    return root


def _operation(root: Node) -> Node:
    return root["paths"]["/"]["get"]  # type: ignore[no-any-return]


def _parameter(root: Node) -> Node:
    return root["paths"]["/collections/{collectionId}"]["get"]["parameters"][0]  # type: ignore[no-any-return]


def _reply(root: Node) -> Node:
    return _operation(root)["responses"]["200"]  # type: ignore[no-any-return]


def _scheme(root: Node) -> Node:
    return root["components"]["securitySchemes"]["token"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "at, change, pointer, keyword",
    [
        (_root, {"openapi": "3.1.0"}, "/openapi", "pattern"),
        (_root, {"info": None}, "/info", "type"),
        (_root, {"info": {}}, "/info", "required"),
        (_root, {"paths": {"nowhere": {}}}, "/paths", "additionalProperties"),
        (_root, {"servers": [{}]}, "/servers/0", "required"),
        (_root, {"security": {"token": []}}, "/security", "type"),
        (_operation, {"responses": {}}, "/paths/~1/get/responses", "minProperties"),
        (_operation, {"responses": {"2000": {"description": ""}}}, "/paths/~1/get/responses", "additionalProperties"),
        (_operation, {"operationId": 7}, "/paths/~1/get/operationId", "type"),
        (_parameter, {"required": False}, "/paths/~1collections~1{collectionId}/get/parameters/0/required", "const"),
        (_parameter, {"in": "body"}, "/paths/~1collections~1{collectionId}/get/parameters/0/in", "enum"),
        (_parameter, {"content": {}}, "/paths/~1collections~1{collectionId}/get/parameters/0", "oneOf"),
        (_reply, {"content": {"a/b": {"schema": True}}}, "/paths/~1/get/responses/200/content/a~1b/schema", "type"),
        (_scheme, {"type": "basic"}, "/components/securitySchemes/token/type", "enum"),
        (_scheme, {"type": "apiKey"}, "/components/securitySchemes/token", "required"),
    ],
)
def test_what_is_wrong_is_named(at: Callable[[Node], Node], change: Node, pointer: str, keyword: str) -> None:
    root = right()
    at(root).update(change)
    assert (pointer, keyword) in [tuple(one) for one in ill_formed(root)]


def test_a_missing_description_of_a_reply() -> None:
    root = right()
    del _reply(root)["description"]
    assert [tuple(one) for one in ill_formed(root)] == [("/paths/~1/get/responses/200", "required")]


def test_no_more_are_named_than_are_read() -> None:
    root = right() | {"tags": [{}] * (2 * MOST)}
    assert len(ill_formed(root)) == MOST


@pytest.mark.parametrize("root", [None, [], "openapi", 3])
def test_what_is_no_object(root: Any) -> None:
    assert [one.keyword for one in ill_formed(root)] == ["type"]
