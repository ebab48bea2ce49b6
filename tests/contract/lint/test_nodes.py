"""Every schema is walked once, down to the last one within another."""

from __future__ import annotations

from described import one_operation

from harness.contract.lint.nodes import below, definitions, nodes, schemas


def test_all_that_operations_reach() -> None:
    content = {"content": {"application/json": {"schema": {"items": {"$ref": "#/components/schemas/A"}}}}}
    operation = {
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
        "requestBody": content,
        "responses": {"200": {**content, "headers": {"ETag": {"schema": {"type": "string"}}}}},
    }
    contract = one_operation(operation, components={"schemas": {"A": {"not": {"type": "null"}}, "Unused": {}}})
    assert len(schemas(contract)) == 4
    places = [where for where, _ in nodes(contract)]
    assert len(places) == len(set(places))
    assert {"#/components/schemas/A", "#/components/schemas/A/not"} <= set(places)
    assert "#/components/schemas/Unused" not in definitions(contract)


def test_data_is_not_walked() -> None:
    node = {"allOf": [True, {"properties": {"a/b": {"enum": [{"not": {}}]}}}], "x-a": {"not": {}}}
    assert [where for where, _ in below("#", node)] == ["#", "#/allOf/1", "#/allOf/1/properties/a~1b"]
