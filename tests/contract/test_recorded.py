"""A record holds the schemas that are used, in one order, and no others."""

from __future__ import annotations

from typing import Any

from described import contract_of, document

from harness.contract.recorded import record_of


def made(order: list[str]) -> Any:
    schemas = {name: {"type": "string"} for name in ("A", "B", "Unused")}
    content = {"application/json": {"schema": {"oneOf": [{"$ref": f"#/components/schemas/{n}"} for n in order]}}}
    operation = {"responses": {"200": {"content": content}}}
    return contract_of(document({"/a": {"get": operation}}, components={"schemas": schemas}))


def test_schemas_stand_in_the_order_of_their_places() -> None:
    record = record_of(made(["B", "A"]))
    assert list(record.schemas) == sorted(record.schemas)
    assert [key for key in record.schemas if "components" in key] == [f"#/components/schemas/{n}" for n in "AB"]


def test_a_schema_that_cannot_be_used_is_recorded_with_its_reason() -> None:
    content = {"application/json": {"schema": {"type": "time"}}}
    record = record_of(contract_of(document({"/a": {"get": {"responses": {"200": {"content": content}}}}})))
    (media,) = record.operations[0].replies[0].media
    assert media.schema == record.gaps[0]
    assert record.schemas == {}
