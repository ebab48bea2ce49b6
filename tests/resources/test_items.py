"""See test_infer.py for whole descriptions; here what they share."""

from __future__ import annotations

from described import schema_of

from harness.resources.fields import Field
from harness.resources.items import envelope, identifier, properties_of, read_only

TEXT = {"type": "string"}


def field(**properties: object) -> Field:
    return Field.of(schema_of({"type": "object", "properties": properties}))


def test_an_envelope_is_one_only_where_nothing_else_lies_beside_it() -> None:
    inner = {"type": "object", "properties": {"id": TEXT}}
    assert envelope(field(data=inner, links={"type": "object"})).pointer == "/data"
    assert envelope(field(data=inner, colour=TEXT)).pointer == ""
    assert envelope(field(result={"type": "object", "properties": {"data": inner}})).pointer == "/result/data"


def test_properties_of_json_api_and_geojson() -> None:
    inner = {"type": "object", "properties": {"colour": TEXT}}
    assert properties_of(field(id=TEXT, type=TEXT, attributes=inner)).pointer == "/attributes"
    assert properties_of(field(id=TEXT, geometry={"type": "object"}, properties=inner)).pointer == "/properties"


def test_a_scalar_names_itself_and_an_empty_object_nothing() -> None:
    assert identifier(Field.of(schema_of(TEXT)), "id", "thing") == ""
    assert identifier(Field.of(schema_of({"type": "object"})), "id", "thing") is None


def test_what_only_the_product_sets_outermost_only() -> None:
    own = {"type": "object", "readOnly": True, "properties": {"by": {"type": "string", "readOnly": True}}}
    assert read_only(field(audit=own, inner={"type": "object", "properties": {"at": {**TEXT, "readOnly": True}}})) == (
        "/audit",
        "/inner/at",
    )
