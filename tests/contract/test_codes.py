"""Every error of the validator becomes a code of ours, with numbers and pointers."""

from __future__ import annotations

from typing import Any

import pytest
from described import schema_of

from harness.contract.codes import CODES, found, problems, type_name
from harness.contract.problem import Problem


def of(node: Any, value: Any, **components: Any) -> list[Problem]:
    schema = schema_of(node, components=components)
    return problems(schema.errors(value), schema.key, "body")


@pytest.mark.parametrize(
    "code, node, value, params",
    [
        ("type", {"type": ["string", "null"]}, 1, {"expected": ["null", "string"], "found": "integer"}),
        ("enum", {"enum": [1, "a"]}, 2, {"options": [1, "a"]}),
        ("const", {"const": 1}, 2, {"expected": 1}),
        ("required", {"required": ["a"]}, {}, {"property": "a"}),
        ("additionalProperties", {"additionalProperties": False}, {"b": 1, "a": 1}, {"names": ["a", "b"], "count": 2}),
        ("unevaluatedProperties", {"unevaluatedProperties": False}, {"a": 1}, {"names": ["a"], "count": 1}),
        ("additionalItems", {"prefixItems": [True], "items": False}, [1, 2], {}),
        ("unevaluatedItems", {"prefixItems": [True], "unevaluatedItems": False}, [1, 2], {"count": 1}),
        ("propertyNames", {"propertyNames": {"maxLength": 1}}, {"ab": 1}, {}),
        ("pattern", {"pattern": "^a$"}, "b", {"pattern": "^a$"}),
        ("format", {"format": "uuid"}, "b", {"format": "uuid"}),
        ("minLength", {"minLength": 2}, "b", {"limit": 2}),
        ("maxLength", {"maxLength": 2}, "bbb", {"limit": 2}),
        ("minimum", {"minimum": 2}, 1, {"limit": 2}),
        ("maximum", {"maximum": 2}, 3, {"limit": 2}),
        ("exclusiveMinimum", {"exclusiveMinimum": 2}, 2, {"limit": 2}),
        ("exclusiveMaximum", {"exclusiveMaximum": 2}, 2, {"limit": 2}),
        ("multipleOf", {"multipleOf": 2}, 3, {"limit": 2}),
        ("minItems", {"minItems": 1}, [], {"limit": 1}),
        ("maxItems", {"maxItems": 1}, [1, 2], {"limit": 1}),
        ("uniqueItems", {"uniqueItems": True}, [1, 1], {}),
        ("contains", {"contains": {"const": 1}}, [2], {}),
        ("minProperties", {"minProperties": 1}, {}, {"limit": 1}),
        ("maxProperties", {"maxProperties": 0}, {"a": 1}, {"limit": 0}),
        ("not", {"not": {"const": 1}}, 1, {}),
        ("false", False, 1, {}),
        ("oneOf.many", {"oneOf": [True, {"const": 1}]}, 1, {}),
        ("anyOf", {"anyOf": [{"type": "string"}, {"minimum": 5}]}, 1, {"closest": 0, "code": "type", "at": ""}),
        (
            "oneOf",
            {"oneOf": [{"required": ["x", "y"]}, {"properties": {"a": {"const": 2}}}]},
            {"a": 1},
            {"closest": 1, "code": "const", "at": "/a"},
        ),
    ],
)
def test_each_code(code: str, node: Any, value: Any, params: dict[str, Any]) -> None:
    (problem,) = of(node, value)
    if code == "additionalItems":
        # An `items: false` is told as a schema that allows nothing, at the element.
        code = "false"
    assert (problem.code, problem.params, problem.part) == (code, params, "body")
    assert code in CODES


def test_pointers_name_the_instance_and_the_contract() -> None:
    node = {"type": "array", "items": {"$ref": "#/components/schemas/A"}}
    (problem,) = of(node, [{}, {"x/y": 1}], A={"properties": {"x/y": {"type": "string"}}})
    assert problem.pointer == "/1/x~1y"
    assert problem.schema_pointer == "#/components/schemas/A/properties/x~1y/type"


def test_a_missing_member_is_pointed_to_where_it_should_stand() -> None:
    (problem,) = of({"properties": {"a": {"required": ["b/c"]}}}, {"a": {}})
    assert problem.pointer == "/a/b~1c"
    assert problem.schema_pointer.endswith("/schema/properties/a/required")


def test_names_that_the_product_chose_are_cut() -> None:
    (problem,) = of({"additionalProperties": False}, {"x" * 5000 + str(n): 1 for n in range(50)})
    assert problem.params["count"] == 50
    assert [len(name) for name in problem.params["names"]] == [100] * 5


def test_the_order_is_fixed_whatever_order_the_schema_was_written_in() -> None:
    properties = {name: {"type": "string"} for name in "cab"}
    assert [p.pointer for p in of({"properties": properties}, dict.fromkeys("bac", 1))] == ["/a", "/b", "/c"]


def test_what_hangs_on_a_condition_says_so() -> None:
    schema = schema_of({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "required": ["c"]})
    assert {each.problem.pointer: each.conditional for each in found(schema.errors({"a": 1}), schema.key, "body")} == {
        "/b": True,
        "/c": False,
    }


def test_names_of_types() -> None:
    assert [type_name(v) for v in (None, True, 1, 1.5, "", [], {})] == [
        "null", "boolean", "integer", "number", "string", "array", "object",
    ]  # fmt: skip
