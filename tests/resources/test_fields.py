"""A schema is looked into with its references and combinations followed."""

from __future__ import annotations

from described import schema_of

from harness.resources.fields import Field

TREE = {"type": "object", "properties": {"name": {"type": "string"}, "child": {"$ref": "#/components/schemas/Tree"}}}


def test_members_of_all_parts() -> None:
    node = {
        "allOf": [
            {"$ref": "#/components/schemas/Tree"},
            {"properties": {"a/b": {"type": ["integer", "null"], "readOnly": True}}},
        ],
        "required": ["name"],
    }
    field = Field.of(schema_of(node, components={"Tree": TREE}))
    assert (field.kind, set(field.properties), field.required) == ("object", {"name", "child", "a/b"}, {"name"})
    whole = field.properties["a/b"]
    assert (whole.pointer, whole.kind, whole.flagged("readOnly"), whole.flagged("writeOnly")) == (
        "/a~1b",
        "integer",
        True,
        False,
    )
    assert field.properties["child"].properties["child"].properties["name"].pointer == "/child/child/name"


def test_elements_of_a_list() -> None:
    field = Field.of(schema_of({"type": "object", "properties": {"list": {"items": {"enum": ["a", "b"]}}}}))
    listed = field.properties["list"]
    assert (listed.kind, listed.format, listed.value("minimum")) == ("array", "", None)
    assert listed.element is not None
    assert (listed.element.enum, listed.element.pointer, listed.element.kind) == (("a", "b"), "", "")
    assert field.element is None


def test_a_schema_that_refers_to_itself_has_an_end() -> None:
    field = Field.of(schema_of({"$ref": "#/components/schemas/Tree"}, components={"Tree": TREE}))
    assert len(list(field.below(5))) == 10
    circle = {
        "Loop": {
            "type": "object",
            "properties": {"x": {"oneOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "null"}]}},
        }
    }
    assert Field.of(schema_of({"$ref": "#/components/schemas/Loop"}, components=circle)).properties["x"].properties
