"""What never travels in a direction is not required there."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.direction import directed, key_of
from harness.contract.normal import ref_to

THING = {
    "type": "object",
    "required": ["id", "secret", "name"],
    "properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}, "name": {"type": "string"}},
}


def required(node: Any, part: str, **components: Any) -> set[str]:
    """Return the members without which a value is refused."""
    schema = schema_of(node, components=components, part=part)
    return {str(error.kind.property) for error in schema.errors({}) if error.kind.name == "required"}  # type: ignore[attr-defined]


def test_read_only_is_not_required_in_requests_nor_write_only_in_replies() -> None:
    assert required(THING, "request") == {"secret", "name"}
    assert required(THING, "reply") == {"id", "name"}


@pytest.mark.parametrize(
    "node",
    [
        {"$ref": "#/components/schemas/Thing"},
        {"allOf": [{"$ref": "#/components/schemas/Thing"}]},
        {"anyOf": [True], "allOf": [{"properties": THING["properties"]}, {"required": THING["required"]}]},
        {"properties": THING["properties"], "allOf": [{"required": THING["required"]}]},
        {"required": THING["required"], "allOf": [{"$ref": "#/components/schemas/Thing"}]},
        {"required": ["id", "name", "secret"], "properties": {"id": {"$ref": "#/components/schemas/Id"},
         "secret": {"allOf": [{"type": "string"}, {"writeOnly": True}]}}},
    ],
)  # fmt: skip
def test_the_flag_is_seen_through_references_and_combinations(node: Any) -> None:
    components = {"Thing": THING, "Id": {"readOnly": True}}
    assert required(node, "request", **components) == {"secret", "name"}
    assert required(node, "reply", **components) == {"id", "name"}


def test_below_the_members_each_schema_stands_for_itself() -> None:
    node = {"properties": {"inner": {"required": ["id"], "properties": {"id": True}}, "id": {"readOnly": True}}}
    schema = schema_of(node, part="request")
    assert not schema.is_valid({"inner": {}})


def test_schemas_that_refer_in_circles_are_copied() -> None:
    node = {"required": ["id"], "properties": {"id": {"readOnly": True}, "next": {"$ref": "#/components/schemas/N"}}}
    schema = schema_of({"$ref": "#/components/schemas/N"}, components={"N": node}, part="request")
    assert schema.is_valid({"next": {"next": {}}})


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_references_name_their_key(key: str) -> None:
    assert key_of(ref_to(key)) == key


def test_data_that_looks_like_a_schema_is_left_alone() -> None:
    data = {"required": 5, "properties": {"a": {"readOnly": True}}, "allOf": 1}
    node = {"default": data, "examples": [data], "enum": [data], "const": data, "x-a": data}
    assert directed(node, {}, "request") == node
