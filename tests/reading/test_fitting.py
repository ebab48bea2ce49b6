"""An inbound call is the webhook whose schema its content breaks least."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document

from harness.jsonbytes import NotJson
from harness.reading.fitting import fitting


def hook(method: str, *required: str) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": {"type": "object", "required": list(required)}}}}
    return {method: {"requestBody": content, "responses": {}}}


WEBHOOKS = contract_of(
    document(
        {},
        webhooks={"one": hook("post", "a", "b"), "two": hook("post", "c", "d"), "gone": {"delete": {"responses": {}}}},
    )
).webhooks


@pytest.mark.parametrize(
    "method, value, found",
    [
        ("POST", {"a": 1, "b": 2}, "one"),
        ("POST", {"c": 1, "d": 2}, "two"),
        ("POST", {"c": 1}, "two"),
        ("POST", {}, None),
        ("POST", {"a": 1, "c": 2}, None),
        ("POST", NotJson("syntax"), None),
        ("DELETE", {}, None),
        ("PUT", {"a": 1, "b": 2}, None),
    ],
)
def test_the_nearest_or_none(method: str, value: Any, found: str | None) -> None:
    match = fitting(WEBHOOKS, method, value)
    assert (match.operation.path if match else None) == found
