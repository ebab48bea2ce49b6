"""A contract gives operations by id, by request, and inbound calls by their name or method."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document


def hook(name: str, *methods: str) -> dict[str, Any]:
    return {method: {"operationId": f"{name}-{method}", "responses": {}} for method in methods}


CONTRACT = contract_of(
    document(
        {"/a": {"get": {"operationId": "a", "responses": {}}}},
        webhooks={"changed": hook("changed", "post"), "closed": hook("closed", "post"), "gone": hook("gone", "delete")},
    )
)


def test_by_id() -> None:
    found = CONTRACT.operation("a")
    assert found is not None
    assert found.path == "/a"
    assert CONTRACT.operation("closed-post") in CONTRACT.webhooks
    assert CONTRACT.operation("b") is None


@pytest.mark.parametrize(
    "method, target, found",
    [
        ("POST", "/callbacks/7/changed", "changed-post"),
        ("POST", "/callbacks/7/closed/?x=1", "closed-post"),
        ("POST", "/closed-post", "closed-post"),
        ("POST", "/callbacks/7", None),
        ("DELETE", "/callbacks/7", "gone-delete"),
        ("PUT", "/changed", None),
    ],
)
def test_inbound_calls(method: str, target: str, found: str | None) -> None:
    match = CONTRACT.match_webhook(method, target)
    assert (match.operation.id if match else None) == found
