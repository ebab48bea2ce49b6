"""Schemas come out plain, and what cannot be used says where and why."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, schema_of
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.normal import in_place_refs


def gaps(node: Any, **components: Any) -> list[tuple[str, str]]:
    operation = {"responses": {"200": {"content": {"application/json": {"schema": node}}}}}
    contract = contract_of(document({"/x": {"get": operation}}, components={"schemas": components}))
    base = "#/paths/~1x/get/responses/200/content/application~1json/schema"
    return [(gap.reason, gap.where.removeprefix(base)) for gap in contract.gaps]


@pytest.mark.parametrize(
    "node, where",
    [
        (7, ""),
        ({"type": "time"}, "/type"),
        ({"items": {"minimum": "1"}}, "/items/minimum"),
        ({"properties": {"a/b": {"required": True}}}, "/properties/a~1b/required"),
        ({"properties": []}, "/properties"),
        ({"allOf": {}}, "/allOf"),
        ({"allOf": [{"enum": 1}]}, "/allOf/0/enum"),
        ({"anyOf": [1]}, "/anyOf/0"),
        ({"pattern": "("}, ""),
        ({"pattern": 1}, ""),
        ({"patternProperties": {"[": True}}, ""),
        ({"$dynamicRef": "#a"}, ""),
        ({"$recursiveRef": "#"}, ""),
        ({"items": {"$ref": "#/nowhere"}}, "/items"),
        ({"$ref": "other.yaml"}, ""),
        ({"$ref": "http://example.org/s.json"}, ""),
    ],
)
def test_what_cannot_be_used_is_a_gap_at_its_place(node: Any, where: str) -> None:
    ((reason, found),) = gaps(node)
    assert found == where
    assert reason
    assert "\n" not in reason


def test_a_mistake_in_a_component_is_found_there_and_costs_only_those_who_need_it() -> None:
    operation = {
        "responses": {
            "200": {"content": {"application/json": {"schema": {"items": {"$ref": "#/components/schemas/Bad"}}}}},
            "201": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Good"}}}},
        }
    }
    schemas = {"Bad": {"properties": {"a": {"type": "time"}}}, "Good": {"type": "string"}}
    contract = contract_of(document({"/x": {"get": operation}}, components={"schemas": schemas}))
    assert [gap.where for gap in contract.gaps] == ["#/components/schemas/Bad/properties/a/type"]
    replies = contract.operations[0].replies
    assert replies["201"].media["application/json"].schema.is_valid("a")  # type: ignore[union-attr]


def test_prose_is_left_out_and_marks_and_examples_are_kept() -> None:
    node = {
        "title": "T", "description": "d", "example": 1, "default": 2, "x-personal": True, "readOnly": True,
        "properties": {"title": {"type": "string", "description": "e"}, "x-a": True},
    }  # fmt: skip
    assert schema_of(node).node == {
        "x-personal": True, "readOnly": True, "properties": {"title": {"type": "string"}, "x-a": True},
        "default": 2, "examples": [1],
    }  # fmt: skip


def test_examples_that_are_no_list_are_left_out() -> None:
    assert schema_of({"examples": {"a": {"value": 1}}}).node == {}
    assert schema_of({"examples": [1, 2]}).node == {"examples": [1, 2]}


def test_references_point_to_places() -> None:
    node = {"$ref": "#/components/schemas/A/properties/b"}
    schema = schema_of(node, components={"A": {"properties": {"b": {"type": "integer"}}}})
    assert schema.is_valid(1)
    assert not schema.is_valid("1")
    assert set(schema.definitions) == {schema.key, "#/components/schemas/A/properties/b"}


@pytest.mark.parametrize("name", ["a/b", "a~b", "%41", "a b", "ŷ", '"', "a#b", "{x}"])
def test_odd_names_of_components_are_found(name: str) -> None:
    ref = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    schema = schema_of({"$ref": f"#/components/schemas/{ref}"}, components={name: {"type": "integer"}})
    assert schema.is_valid(1)
    assert not schema.is_valid("1")


def test_references_that_apply_to_the_same_value() -> None:
    node = {
        "$ref": "a", "allOf": [{"$ref": "b"}, True], "not": {"anyOf": [{"$ref": "c"}]}, "items": {"$ref": "no"},
        "properties": {"x": {"$ref": "no"}}, "dependentSchemas": {"x": {"$ref": "d"}}, "then": {"$ref": "e"},
    }  # fmt: skip
    assert in_place_refs(node) == dict.fromkeys("abcde", 1)
    assert in_place_refs({"allOf": [{"$ref": "a"}, {"$ref": "a"}]}) == {"a": 2}


KEYWORDS = (
    *("type", "$ref", "properties", "items", "allOf", "pattern", "minimum", "required", "not", "enum", "format"),
    *("patternProperties", "const", "dependentSchemas", "discriminator"),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["string", "#/components", "x", "("]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYWORDS), inner, max_size=3),
    max_leaves=8,
)


@given(anything)
def test_whatever_stands_for_a_schema_becomes_one_that_compiles_or_a_gap(node: Any) -> None:
    operation = {"responses": {"200": {"content": {"application/json": {"schema": node}}}}}
    contract = contract_of(document({"/x": {"get": operation}}))
    schema = contract.operations[0].replies["200"].media["application/json"].schema
    if not contract.gaps:
        assert schema.is_valid({"a": [1, "x"]}) in (True, False)  # type: ignore[union-attr]


TEMPLATE = {
    "$id": "https://example.org/list",
    "type": "array",
    "items": {"$dynamicRef": "#item"},
    "$defs": {"item": {"$dynamicAnchor": "item", "type": "null"}},
}
NUMBERS = {
    "$id": "https://example.org/numbers",
    "$ref": "list",
    "$defs": {"item": {"$dynamicAnchor": "item", "type": "integer"}},
}
WORDS = {
    "$id": "https://example.org/words",
    "allOf": [{"$ref": "https://example.org/list"}],
    "$defs": {"item": {"$dynamicAnchor": "item", "$ref": "#/$defs/word"}, "word": {"type": "string"}},
}


@pytest.mark.parametrize("name, right, wrong", [("List", [None], [1]), ("Numbers", [1], ["x"]), ("Words", ["x"], [1])])
def test_a_dynamic_reference_means_what_the_outermost_schema_says(name: str, right: Any, wrong: Any) -> None:
    components = {"List": TEMPLATE, "Numbers": NUMBERS, "Words": WORDS}
    schema = schema_of({"$ref": f"#/components/schemas/{name}"}, components=components)
    assert schema.is_valid(right)
    assert not schema.is_valid(wrong)


def test_a_dynamic_reference_to_the_only_anchor_is_a_plain_one() -> None:
    tree = {"$dynamicAnchor": "node", "type": "object", "properties": {"below": {"$dynamicRef": "#node"}}}
    schema = schema_of({"$ref": "#/components/schemas/Tree"}, components={"Tree": tree})
    assert schema.is_valid({"below": {"below": {}}})
    assert not schema.is_valid({"below": {"below": 1}})
    assert set(schema.definitions) == {schema.key, "#/components/schemas/Tree"}


def test_a_recursive_reference_means_the_schema_around_it_that_says_so() -> None:
    tree = {"$recursiveAnchor": True, "type": "object", "properties": {"below": {"$recursiveRef": "#"}}}
    schema = schema_of({"$ref": "#/components/schemas/Tree"}, components={"Tree": tree})
    assert schema.is_valid({"below": {}})
    assert not schema.is_valid({"below": 1})


def test_two_references_in_one_schema_both_hold() -> None:
    node = {"$ref": "#/components/schemas/A", "$dynamicRef": "#b"}
    schema = schema_of(node, components={"A": {"minimum": 1}, "B": {"$anchor": "b", "maximum": 3}})
    assert [schema.is_valid(n) for n in (0, 2, 4)] == [False, True, False]


def test_an_unbounded_number_of_ways_to_read_schemas_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.contract.pooling.MOST_SCHEMAS", 20)
    count = 8
    schemas = {
        f"S{n}": {
            "$id": f"https://example.org/s{n}",
            "$defs": {"a": {"$dynamicAnchor": f"a{n}"}},
            "properties": {str(m): {"$ref": f"https://example.org/s{m}"} for m in range(count)},
        }
        for n in range(count)
    }
    ((reason, _),) = gaps({"$ref": "#/components/schemas/S0"}, **schemas)
    assert reason == "there are more schemas, or ways to read them, than are read"


def test_a_few_lines_that_stand_for_endless_work_are_a_gap() -> None:
    schemas = {f"S{n}": {"allOf": [{"$ref": f"#/components/schemas/S{n + 1}"}] * 2} for n in range(60)}
    ((reason, _),) = gaps({"$ref": "#/components/schemas/S0"}, **schemas, S60={"type": "string"})
    assert reason == "more than 20000 schemas would apply to one value"
