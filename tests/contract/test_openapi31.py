"""OpenAPI 3.1 schemas are JSON Schema 2020-12 and stay as they are."""

from described import schema_of

from harness.contract.openapi31 import DIALECT


def test_nothing_is_changed() -> None:
    node = {"type": ["string", "null"], "nullable": True}
    assert DIALECT.schema(node) is node
    assert DIALECT.version == "3.1"


def test_siblings_of_a_reference_count() -> None:
    schema = schema_of({"$ref": "#/components/schemas/A", "maxLength": 2}, components={"A": {"type": "string"}})
    assert schema.is_valid("ab")
    assert not schema.is_valid("abc")
    assert not schema.is_valid(1)


def test_keywords_of_2020_12_are_asserted() -> None:
    schema = schema_of({
        "prefixItems": [{"const": 1}], "items": False, "if": {"minItems": 1}, "then": {"maxItems": 1}, "else": False,
        "contains": {"type": "integer"},
    })  # fmt: skip
    assert schema.is_valid([1])
    assert not schema.is_valid([2])
    assert not schema.is_valid([1, 1])
    assert not schema.is_valid([])


def test_unevaluated_properties_see_through_references() -> None:
    node = {"allOf": [{"$ref": "#/components/schemas/A"}], "unevaluatedProperties": False}
    schema = schema_of(node, components={"A": {"properties": {"a": True}}})
    assert schema.is_valid({"a": 1})
    assert not schema.is_valid({"b": 1})


def test_nullable_says_nothing_any_more() -> None:
    assert not schema_of({"type": "string", "nullable": True}).is_valid(None)
