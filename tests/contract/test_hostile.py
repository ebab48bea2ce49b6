"""Whatever stands in a description, compiling it ends, in a contract or in our own words."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from descriptions import documents
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.contract import Contract, Schema, pack, personal_pointers, unpack
from harness.contract.compile import compile_description
from harness.contract.lint import lint
from harness.contract.vendor import Refused, vendor
from harness.errors import ContractError
from harness.render.contract import compiled_json, compiled_text
from harness.yamlfile import loads

RICH_3: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://example.org"}],
    "paths": {
        "/a/{id}": {
            "servers": [{"url": "/x"}],
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "additionalOperations": {"COPY": {"responses": {"204": {"description": ""}}}},
            "post": {
                "operationId": "make",
                "tags": ["t"],
                "parameters": [
                    {"name": "q", "in": "query", "style": "deepObject", "explode": True, "schema": {"type": "object"}},
                    {"name": "c", "in": "cookie", "content": {"application/json": {"schema": {"type": "integer"}}}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Pet"},
                            "examples": {"one": {"value": {"kind": "cat"}}, "two": {"$ref": "#/components/examples/e"}},
                        },
                        "multipart/form-data": {
                            "schema": {"properties": {"f": {"contentEncoding": "base64"}}},
                            "encoding": {"f": {"contentType": "image/png", "explode": False}},
                        },
                        "application/jsonl": {"itemSchema": {"type": "object"}},
                    },
                },
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Tree"}, "example": {}}
                        },
                        "links": {"next": {"operationId": "make", "parameters": {"id": "$response.body#/id"}}},
                    },
                    "4XX": {"$ref": "#/components/responses/r"},
                    "default": {"description": ""},
                },
                "callbacks": {"done": {"{$request.query.at}": {"post": {"responses": {"200": {}}}}}},
                "security": [{"key": ["a"]}, {}],
            },
        }
    },
    "webhooks": {"told": {"post": {"requestBody": {"content": {"application/json": {"schema": True}}}}}},
    "components": {
        "schemas": {
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}},
            },
            "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}}, "default": {}},
            "Dog": {"allOf": [{"$ref": "#/components/schemas/Animal"}], "unevaluatedProperties": False},
            "Animal": {
                "type": "object",
                "discriminator": {"propertyName": "kind"},
                "properties": {"kind": {"type": "string", "pattern": "^(a+)+$", "x-personal": True}},
                "patternProperties": {"^x": {"type": ["integer", "null"], "format": "int32", "maximum": 5}},
            },
            "Tree": {
                "$id": "https://example.org/tree",
                "$dynamicAnchor": "node",
                "properties": {"below": {"type": "array", "items": {"$dynamicRef": "#node"}, "examples": [[]]}},
                "if": {"required": ["a"]},
                "then": {"dependentSchemas": {"a": {"minProperties": 1}}},
            },
        },
        "parameters": {
            "id": {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "example": 1}
        },
        "responses": {"r": {"description": "", "content": {"application/problem+json": {}}}},
        "examples": {"e": {"externalValue": "https://example.org/e"}},
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}},
    },
}  # fmt: skip
RICH_2: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "T", "version": "1"},
    "host": "example.org",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/a": {
            "post": {
                "parameters": [
                    {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/Pet"}},
                    {"name": "q", "in": "query", "type": "array", "items": {}, "collectionFormat": "pipes"},
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "schema": {"type": "array", "items": {"$ref": "#/definitions/Pet"}},
                        "headers": {"X": {"type": "integer"}},
                        "examples": {"application/json": []},
                    }
                },
            },
            "put": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file", "required": True},
                    {"name": "n", "in": "formData", "type": "array", "items": {"type": "integer"}},
                ],
                "responses": {"default": {"description": "", "schema": {"type": "file"}}},
            },
        }
    },
    "definitions": {
        "Pet": {
            "type": "object",
            "discriminator": "kind",
            "properties": {"kind": {"type": "string", "x-nullable": True}},
        },
        "Cat": {"allOf": [{"$ref": "#/definitions/Pet"}, {"properties": {"lives": {"type": "integer"}}}]},
    },
    "securityDefinitions": {"o": {"type": "oauth2", "flow": "application", "tokenUrl": "x", "scopes": {}}},
}  # fmt: skip
RICH_30 = {**RICH_3, "openapi": "3.0.3"}
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([
        None, True, 0, -1, 1.5, 2**70, "", "x", "#", "é\u202e", [], {}, [None], {"": {}}, [[]], {"a": [1]},
        {"$ref": "#"}, {"$ref": "#/"}, {"$ref": ""}, {"$ref": 3}, {"$ref": "http://["}, {"$ref": "//x"},
        {"$ref": "#/components/schemas/Pet"}, {"$ref": "#/definitions/Pet"}, {"$ref": "../../etc/passwd"},
        {"$ref": "#/paths/~1a~1{id}/post/parameters/0"}, {"$dynamicRef": "#node"}, {"$recursiveRef": "#"},
        {"$id": "http://["}, {"$ref": "a\x00b"}, {"$ref": "#/paths"},
        {"$anchor": "node"}, {"discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/Dog"}}},
        {"allOf": [{"$ref": "#/components/schemas/Animal"}]}, {"oneOf": [{"$ref": "#/components/schemas/Pet"}]},
        {"type": "string", "pattern": "("}, {"type": "string", "format": ["x"]}, {"required": "a"}, {"enum": {}},
        {"x-hallmark-choice": 1}, {"x-hallmark-choice": {"property": "a", "to": {"a": "#/x"}}}, {"minimum": "1"},
        {"format": "int32", "minimum": "a"}, {"contentEncoding": "base64", "allOf": 3}, {"examples": {"a": 1}},
    ]),
    st.text(max_size=3),
)  # fmt: skip


def ways(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value below the root."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way for key, member in members for way in ((*at, key), *ways(member, (*at, key)))]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A sound description in which up to three values were replaced."""
    made = copy.deepcopy(draw(st.sampled_from([RICH_3, RICH_30, RICH_2])))
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(ways(made)))
        holder: Any = made
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = copy.deepcopy(draw(JUNK))
    return made


def everything(made: dict[str, Any]) -> Contract | None:
    """Do with a description all that can be done with it; None where it is refused."""
    data = json.dumps(made).encode()

    def read(address: str, base: str) -> tuple[str, bytes]:
        if address != "main.json":
            raise Refused("not there")
        return address, data

    try:
        json.dumps(vendor(read, "main.json").document)
        compiled = compile_description(loads(data, "main.json", ContractError))
    except ContractError:
        return None
    findings = lint(compiled)
    compiled_text(compiled, findings)
    json.loads(compiled_json(compiled, findings))
    contract = unpack(pack(compiled.contract))
    for operation in (*contract.operations, *contract.webhooks):
        contract.match(operation.method, "/a/1?q=2")
        for media in (
            *operation.request_bodies.values(),
            *(m for r in operation.replies.values() for m in r.media.values()),
        ):
            if isinstance(media.schema, Schema):
                for value in ({"kind": "cat", "a": 1}, [], "x", None):
                    media.schema.is_valid(value)
                    personal_pointers(media.schema, value)
    return contract


def test_the_sound_ones_are_sound() -> None:
    for made in (RICH_3, RICH_30, RICH_2):
        contract = everything(made)
        assert contract is not None
        assert len(contract.operations) == 2


@settings(max_examples=400, deadline=None)
@given(spoilt())
def test_a_spoilt_description_ends_in_a_contract_or_in_our_words(made: dict[str, Any]) -> None:
    everything(made)


@settings(max_examples=100, deadline=None)
@given(documents)
def test_a_random_description_ends_in_a_contract_or_in_our_words(made: dict[str, Any]) -> None:
    everything(made)


@settings(max_examples=100)
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["a.json", "a.yaml"]))
def test_bytes_end_in_our_words(data: bytes, name: str) -> None:
    with pytest.raises(ContractError):
        compile_description(loads(data, name, ContractError))
