"""A value that the description maps to a schema is valid against that one, and a schema is never lost over it."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, schema_of

from harness.contract import Schema, pack, unpack
from harness.contract.discriminator import Discriminators

KINDS = {
    "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"lives": {"type": "integer"}}},
    "Dog": {"type": "object", "required": ["kind"], "properties": {"bark": {"type": "string"}}},
}
ONE_OF = {"anyOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}
CAT, LIKE_A_DOG = {"kind": "cat", "lives": 9}, {"kind": "cat", "bark": "x"}


def pet(discriminator: Any, node: Any = ONE_OF, **more: Any) -> Schema:
    return schema_of({**node, "discriminator": discriminator}, components={**KINDS, **more})


def test_it_reads_what_the_normaliser_asks_for() -> None:
    assert all(callable(getattr(Discriminators, name)) for name in ("chosen", "chooses", "is_parent"))


@pytest.mark.parametrize("target", ["#/components/schemas/Cat", "Cat"])
def test_a_mapping_chooses_by_reference_or_by_name(target: str) -> None:
    schema = pet({"propertyName": "kind", "mapping": {"cat": target, "dog": "Dog"}})
    assert schema.is_valid(CAT)
    assert not schema.is_valid(LIKE_A_DOG)
    assert schema.is_valid({"kind": "dog", "bark": "x"})
    assert schema.is_valid({"kind": "Dog"}), "the names of the schemas stay possible"
    assert not schema.is_valid({"kind": "fish"})
    (first, *_) = schema.errors({"kind": "cat"})
    assert first.instance_path == []


def test_without_a_mapping_the_names_choose_and_others_may_stand() -> None:
    schema = pet({"propertyName": "kind"})
    assert schema.is_valid({"kind": "Cat", "lives": 9})
    assert not schema.is_valid({"kind": "Cat", "bark": "x"})
    assert schema.is_valid({"kind": "cat"})


def test_what_a_schema_itself_allows_is_possible_though_not_mapped() -> None:
    dog = {"allOf": [{"type": "object", "properties": {"kind": {"enum": ["hound", "pug"]}}}]}
    schema = pet({"propertyName": "kind", "mapping": {"cat": "Cat"}}, Dog=dog)
    assert [schema.is_valid({"kind": kind}) for kind in ("hound", "Dog", "fish")] == [True, False, False]


def test_where_a_schema_is_not_named_anything_may_stand() -> None:
    node = {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"type": "object", "required": ["scales"]}]}
    schema = pet({"propertyName": "kind", "mapping": {"cat": "Cat"}}, node)
    assert schema.is_valid({"kind": "fish", "scales": 1})
    assert not schema.is_valid({"kind": "cat", "scales": 1})


FAMILY: dict[str, Any] = {
    "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {"hound": "Dog"}}},
    "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["lives"]}]},
    "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["bark"]}]},
    "Puppy": {"allOf": [{"$ref": "#/components/schemas/Dog"}, {"required": ["teeth"]}]},
}  # fmt: skip


@pytest.mark.parametrize(
    "value, valid",
    [
        ({"kind": "Cat", "lives": 9}, True),
        ({"kind": "Cat"}, False),
        ({"kind": "hound", "bark": 1}, True),
        ({"kind": "hound"}, False),
        ({"kind": "Puppy", "bark": 1}, False),
        ({"kind": "Puppy", "bark": 1, "teeth": 1}, True),
        ({"kind": "Pet"}, True),
        ({"kind": "fish"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_a_parent_chooses_among_its_children(version: str, value: Any, valid: bool) -> None:
    for node in {"$ref": "#/components/schemas/Pet"}, {"allOf": [{"$ref": "#/components/schemas/Pet"}]}:
        schema = schema_of({"properties": {"pet": node}}, components=FAMILY, version=version)
        assert schema.is_valid({"pet": value}) is valid


def test_a_child_is_not_asked_to_be_another() -> None:
    schema = schema_of({"$ref": "#/components/schemas/Dog"}, components=FAMILY)
    assert schema.is_valid({"kind": "Cat", "bark": 1})
    assert not schema.is_valid({"kind": "Cat"})


def test_the_parent_of_two_point_nought_chooses_by_name() -> None:
    definitions = {
        "Pet": {"type": "object", "discriminator": "kind", "properties": {"kind": {"type": "string"}}},
        "Cat": {"allOf": [{"$ref": "#/definitions/Pet"}, {"required": ["lives"]}]},
    }
    reply = {"description": "", "schema": {"$ref": "#/definitions/Pet"}}
    contract = contract_of(
        {
            "swagger": "2.0", "info": {"title": "T", "version": "1"}, "definitions": definitions,
            "paths": {"/a": {"get": {"produces": ["application/json"], "responses": {"200": reply}}}},
        }
    )  # fmt: skip
    schema = contract.operations[0].replies["200"].media["application/json"].schema
    assert isinstance(schema, Schema)
    assert [schema.is_valid(v) for v in ({"kind": "Cat"}, {"kind": "Cat", "lives": 1}, {"kind": "cat"})] == [
        False, True, True,
    ]  # fmt: skip


def gaps_of(components: dict[str, Any], node: Any) -> tuple[list[str], bool]:
    content = {"application/json": {"schema": node}}
    operation = {"responses": {"200": {"content": content}}}
    contract = contract_of(document({"/a": {"get": operation}}, components={"schemas": components}))
    again = unpack(pack(contract))
    assert pack(again) == pack(contract)
    schema = again.operations[0].replies["200"].media["application/json"].schema
    return [gap.reason for gap in contract.gaps], isinstance(schema, Schema)


@pytest.mark.parametrize(
    "discriminator",
    [
        7,
        {},
        {"propertyName": 1},
        {"propertyName": "kind", "mapping": {"cat": "#/nowhere"}},
        {"propertyName": "kind", "mapping": {"cat": 7}},
        {"propertyName": "kind", "mapping": {"cat": "https://example.org/cat.json"}},
    ],
)
def test_one_that_cannot_be_read_costs_itself_alone(discriminator: Any) -> None:
    (reason,), usable = gaps_of(KINDS, {**ONE_OF, "discriminator": discriminator})
    assert reason.startswith("the discriminator is not enforced")
    assert usable


def test_one_that_chooses_in_a_circle_costs_that_choice_alone() -> None:
    pets = {**KINDS, "Pet": {"discriminator": {"propertyName": "kind", "mapping": {"cat": "Loop", "dog": "Dog"}}},
            "Loop": {"anyOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}]}}  # fmt: skip
    (reason,), usable = gaps_of(pets, {"$ref": "#/components/schemas/Pet"})
    assert "for cat" in reason
    assert usable


def test_one_that_chooses_what_is_unusable_costs_that_choice_alone() -> None:
    pets = {**FAMILY, "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "time"}]}}
    (reason,), usable = gaps_of(pets, {"$ref": "#/components/schemas/Pet"})
    assert "for Cat" in reason
    assert usable
    schema = schema_of({"$ref": "#/components/schemas/Pet"}, components=FAMILY)
    assert not schema.is_valid({"kind": "hound"})
