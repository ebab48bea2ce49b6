"""The digest is that of the meaning: layout, order and prose do not enter it, everything that judges does."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from described import contract_of, document

from harness.contract import compile_contract
from harness.errors import ContractError
from harness.yamlfile import loads

BASE = document(
    {
        "/a/{id}": {
            "get": {
                "operationId": "a",
                "tags": ["x", "y"],
                "description": "prose",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "q", "in": "query", "schema": {"type": "integer", "maximum": 2**63 - 1}},
                ],
                "requestBody": {"required": True, "content": {"application/json": {"schema": True, "example": 1}}},
                "responses": {
                    "200": {
                        "description": "prose",
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/T"}}},
                    }
                },
            }
        }
    },
    components={"schemas": {"T": {"type": ["object", "null"], "required": ["a", "b"], "description": "prose"}}},
    security=[{"o": ["s"]}],
)


def _backwards(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _backwards(value[key]) for key in reversed(value)}
    return [_backwards(each) for each in value] if isinstance(value, list) else value


def changed(*steps: str | int, to: Any) -> str:
    made = copy.deepcopy(BASE)
    at: Any = made
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = to
    return contract_of(made).digest


GET = ("paths", "/a/{id}", "get")
DIGEST = contract_of(BASE).digest


def test_layout_and_order_do_not_matter() -> None:
    assert contract_of(_backwards(BASE)).digest == DIGEST
    text = yaml.safe_dump(BASE, sort_keys=True, default_flow_style=False).encode()
    assert compile_contract(loads(text, "a.yaml", ContractError)).digest == DIGEST


@pytest.mark.parametrize(
    "steps, to",
    [
        ((*GET, "description"), "other"),
        ((*GET, "tags"), ["y", "x"]),
        ((*GET, "requestBody", "content", "application/json", "example"), 2),
        (("components", "schemas", "T", "description"), "other"),
        (("components", "schemas", "T", "required"), ["b", "a"]),
        (("components", "schemas", "T", "type"), ["null", "object"]),
        (("components", "schemas", "Unused"), {"type": "string"}),
    ],
)
def test_what_means_the_same_has_the_same_digest(steps: tuple[str, ...], to: Any) -> None:
    assert changed(*steps, to=to) == DIGEST


@pytest.mark.parametrize(
    "steps, to",
    [
        (("info", "version"), "2"),
        ((*GET, "operationId"), "b"),
        ((*GET, "parameters", 0, "schema"), {"type": "integer"}),
        ((*GET, "parameters", 1, "required"), True),
        ((*GET, "parameters", 1, "explode"), False),
        ((*GET, "parameters", 1, "schema", "maximum"), 2**63 - 2),
        ((*GET, "requestBody", "required"), False),
        ((*GET, "responses", "200", "headers", "ETag", "required"), False),
        ((*GET, "responses", "201"), {"description": ""}),
        ((*GET, "x-hallmark"), 1),
        (("components", "schemas", "T", "required"), ["a"]),
        (("components", "schemas", "T", "x-personal"), True),
        (("security",), []),
    ],
)
def test_what_means_something_else_has_another(steps: tuple[str, ...], to: Any) -> None:
    assert changed(*steps, to=to) != DIGEST
