"""Operations of OpenAPI 2.0 come out in the shape of 3.1."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, operation_of

from harness.contract import Contract, Encoding, Operation, Schema, Unresolved, pack, unpack


def made(operation: dict[str, Any], item: dict[str, Any] | None = None, **rest: Any) -> Contract:
    path = {"post": {"responses": {}, **operation}, **(item or {})}
    return contract_of({"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {"/a/{id}": path}, **rest})


def one(operation: dict[str, Any], item: dict[str, Any] | None = None, **rest: Any) -> Operation:
    contract = made(operation, item, **rest)
    assert contract.gaps == (), contract.gaps
    return operation_of(contract)


def sound(schema: Schema | Unresolved | None) -> Schema:
    assert isinstance(schema, Schema), schema
    return schema


def test_a_body_is_of_the_types_that_are_consumed() -> None:
    body = {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/T"}}
    shared = {"definitions": {"T": {"type": "object", "required": ["a"]}}, "consumes": ["application/json"]}
    for operation, types in ({}, ["application/json"]), ({"consumes": ["Application/Vnd.x+JSON"]}, None):
        found = one({"parameters": [body], **operation}, **shared)
        assert list(found.request_bodies) == (types or ["application/vnd.x+json"])
        assert found.request_required
        assert found.parameters == ()
        schema = sound(next(iter(found.request_bodies.values())).schema)
        assert schema.is_valid({"a": 1})
        assert not schema.is_valid({})


def test_parameters_are_schemas_themselves() -> None:
    operation = {
        "parameters": [
            {"name": "id", "in": "path", "required": True, "type": "integer", "format": "int32"},
            {"name": "q", "in": "query", "type": "string", "allowEmptyValue": True, "maxLength": 3},
            {"$ref": "#/parameters/p"},
        ]
    }
    found = one(operation, parameters={"p": {"name": "X-P", "in": "header", "type": "boolean", "required": True}})
    shown = {p.name: (p.location, p.required, p.style, p.allow_empty) for p in found.parameters}
    assert shown == {
        "id": ("path", True, "simple", False),
        "q": ("query", False, "form", True),
        "X-P": ("header", True, "simple", False),
    }
    assert not sound(found.parameters[0].schema).is_valid(2**31)
    assert not sound(found.parameters[1].schema).is_valid("long")


@pytest.mark.parametrize(
    "location, written, style, explode",
    [
        ("query", None, "form", False),
        ("query", "csv", "form", False),
        ("query", "multi", "form", True),
        ("query", "ssv", "spaceDelimited", False),
        ("query", "pipes", "pipeDelimited", False),
        ("header", "csv", "simple", False),
    ],
)
def test_collection_formats(location: str, written: str | None, style: str, explode: bool) -> None:
    parameter = {"name": "a", "in": location, "type": "array", "items": {"type": "string"}}
    found = one({"parameters": [parameter | ({"collectionFormat": written} if written else {})]}).parameters[0]
    assert (found.style, found.explode) == (style, explode)


@pytest.mark.parametrize("location, written", [("query", "tsv"), ("query", 3), ("path", "multi"), ("header", "ssv")])
def test_a_collection_format_that_is_not_read_costs_its_parameter(location: str, written: Any) -> None:
    parameter = {"name": "a", "in": location, "type": "array", "collectionFormat": written}
    contract = made({"parameters": [parameter, {"name": "b", "in": "query", "type": "string"}]})
    first, second = operation_of(contract).parameters
    assert isinstance(first.schema, Unresolved)
    assert isinstance(second.schema, Schema)
    assert [gap.where for gap in contract.gaps] == ["#/paths/~1a~1{id}/post/parameters/0/collectionFormat"]


FORM = [
    {"name": "a", "in": "formData", "type": "integer", "required": True},
    {"name": "b", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
]
FILE = {"name": "f", "in": "formData", "type": "file"}


@pytest.mark.parametrize(
    "parameters, consumes, types",
    [
        (FORM, [], ["application/x-www-form-urlencoded"]),
        ([*FORM, FILE], [], ["multipart/form-data"]),
        (FORM, ["application/json", "multipart/form-data"], ["multipart/form-data"]),
    ],
)
def test_a_form_is_an_object_of_its_parameters(parameters: list[Any], consumes: list[str], types: list[str]) -> None:
    contract = made({"parameters": parameters, "consumes": consumes})
    assert {gap.reason.rpartition(" is not judged")[0] for gap in contract.gaps} == {
        f"content of the media type {types[0]}"
    }
    found = operation_of(contract)
    assert list(found.request_bodies) == types
    assert found.request_required
    (media,) = found.request_bodies.values()
    schema = sound(media.schema)
    assert schema.is_valid({"a": 1, "b": ["x"]})
    assert not schema.is_valid({"a": "x"})
    assert not schema.is_valid({"b": ["x"]})
    assert media.encoding == {"b": Encoding(style="form", explode=True)}
    assert pack(unpack(pack(contract))) == pack(contract)


def test_parameters_of_the_path_are_part_of_the_form() -> None:
    found = operation_of(made({"parameters": FORM[:1]}, {"parameters": FORM[1:]}))
    assert set(sound(next(iter(found.request_bodies.values())).schema).node["properties"]) == {"a", "b"}


def test_replies_are_of_the_types_that_are_produced() -> None:
    reply = {
        "description": "",
        "schema": {"type": "array", "items": {"type": "integer"}},
        "headers": {"X-Rate": {"type": "integer"}, "Content-Type": {"type": "string"}},
        "examples": {"application/json": [1]},
    }
    found = one({"responses": {"200": reply, "204": {"description": ""}}, "produces": ["application/json"]})
    said = found.replies["200"]
    assert said.media["application/json"].examples == (("", [1]),)
    assert not sound(said.media["application/json"].schema).is_valid(["x"])
    assert list(said.headers) == ["x-rate"]
    assert not sound(said.headers["x-rate"].schema).is_valid("x")
    assert found.replies["204"].media == {}


def test_where_nothing_is_said_of_types_every_type_is_right() -> None:
    assert list(one({"responses": {"200": {"schema": {"type": "object"}}}}).replies["200"].media) == ["*/*"]


def test_a_file_is_whatever_comes() -> None:
    found = one({"responses": {"200": {"schema": {"type": "file"}}}, "produces": ["application/json"]})
    assert found.replies["200"].media["application/json"].schema is None


def test_a_reply_that_cannot_be_read_is_unknown() -> None:
    replies = operation_of(
        made({"responses": {"200": {"$ref": "#/responses/r"}, "404": {"headers": {"a": 1}}}})
    ).replies
    assert replies["200"].unresolved is not None
    assert isinstance(replies["404"].headers["a"].schema, Unresolved)


def test_a_parameter_without_a_place_makes_the_request_incomplete_once() -> None:
    contract = made({"parameters": [{"name": "a", "in": "cookie", "type": "string"}, 7]})
    assert len(operation_of(contract).incomplete) == 2
    assert len(contract.gaps) == 2


def test_the_document_around() -> None:
    contract = made(
        {"security": [{"k": []}]}, host="example.org", basePath="/v1", securityDefinitions={"k": {"type": "basic"}}
    )
    assert contract.servers == ("https://example.org/v1",)
    assert contract.security_schemes == {"k": {"type": "http", "scheme": "basic"}}
