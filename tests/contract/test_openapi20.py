"""Schemas, addresses and security schemes of OpenAPI 2.0 mean the same in the terms of 3.1."""

from __future__ import annotations

from typing import Any

import pytest

from harness.contract.openapi20 import IGNORED, schema, scheme, servers


@pytest.mark.parametrize(
    "node, plain",
    [
        ({"$ref": "#/definitions/A", "type": "string"}, {"$ref": "#/definitions/A"}),
        ({"type": "file"}, {"type": "string", "format": "binary"}),
        ({"type": "string", "x-nullable": True}, {"type": ["string", "null"], "x-nullable": True}),
        ({"type": "string", "nullable": True}, {"type": "string"}),
        ({"anyOf": [], "allOf": []}, {"allOf": []}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"discriminator": "kind"}, {"discriminator": {"propertyName": "kind"}}),
        ({"name": "a", "in": "query", "required": True, "type": "integer"}, {"type": "integer"}),
        ({"required": True}, {"required": True}),
    ],
)
def test_schemas(node: dict[str, Any], plain: dict[str, Any]) -> None:
    assert schema(node) == plain


def test_what_says_nothing_in_two_says_nothing() -> None:
    assert "oneOf" in IGNORED
    assert schema(dict.fromkeys(IGNORED, 1)) == {}


@pytest.mark.parametrize(
    "root, found",
    [
        ({}, ()),
        ({"basePath": "/"}, ()),
        ({"basePath": "/v1/"}, ("/v1",)),
        ({"host": "example.org"}, ("https://example.org",)),
        (
            {"host": "example.org", "basePath": "/v1", "schemes": ["http", "https", 3]},
            ("http://example.org/v1", "https://example.org/v1"),
        ),
    ],
)
def test_servers(root: dict[str, Any], found: tuple[str, ...]) -> None:
    assert servers(root) == found


def test_security_schemes() -> None:
    assert scheme({"type": "basic"}) == {"type": "http", "scheme": "basic"}
    key = {"type": "apiKey", "in": "header", "name": "k"}
    assert scheme(key) == key
    given = {"type": "oauth2", "flow": "application", "tokenUrl": "https://example.org/t", "scopes": {"a": "A"}}
    flow = {"tokenUrl": "https://example.org/t", "scopes": {"a": "A"}}
    assert scheme(given) == {"type": "oauth2", "flows": {"clientCredentials": flow}}
    assert scheme({"type": "oauth2"}) == {"type": "oauth2"}
