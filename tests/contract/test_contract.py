"""A contract gives operations by id, by request, and inbound calls by their name or method."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document


def hook(name: str, *methods: str) -> dict[str, Any]:
    return {method: {"operationId": f"{name}-{method}", "responses": {}} for method in methods}


CONTRACT = contract_of(
    document(
        {
            "/a": {"get": {"operationId": "a", "responses": {}}},
            "/a/{x}": hook("one", "get", "delete"),
            "/a/{x}/b/{y}": hook("deep", "get"),
            "/a/{x}-{y}": hook("two", "get"),
            "/ab/{z}": hook("other", "get"),
        },
        webhooks={"changed": hook("changed", "post"), "closed": hook("closed", "post"), "gone": hook("gone", "delete")},
    )
)


def test_by_id() -> None:
    found = CONTRACT.operation("a")
    assert found is not None
    assert found.path == "/a"
    assert CONTRACT.operation("closed-post") in CONTRACT.webhooks
    assert CONTRACT.operation("b") is None


def test_by_path() -> None:
    assert [operation.id for operation in CONTRACT.on("/a/{x}")] == ["one-get", "one-delete"]
    assert [*CONTRACT.on("/a/{y}")] == []


def test_on_members_of_a_collection() -> None:
    found = [(operation.id, name) for operation, name in CONTRACT.members("/a")]
    assert found == [("one-get", "x"), ("one-delete", "x")]
    assert [operation.id for operation, _ in CONTRACT.members("/a/{x}/b")] == ["deep-get"]
    assert [*CONTRACT.members("/none")] == []


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
