"""Links that lead nowhere, or fill what is not there, are found."""

from __future__ import annotations

from linting import codes_of

TARGET = {
    "get": {
        "operationId": "read",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": True}],
        "responses": {"200": {}},
    }
}


def codes(link: dict[str, object]) -> list[str]:
    paths = {"/a": {"post": {"responses": {"200": {"links": {"l": link}}}}}, "/a/{id}": TARGET}
    return codes_of(paths)


def test_links() -> None:
    assert codes({"operationId": "read", "parameters": {"id": "x"}}) == []
    assert codes({"operationRef": "#/paths/~1a~1{id}/get", "parameters": {"path.id": "x"}}) == []
    assert codes({"operationId": "write"}) == ["links/nowhere"]
    assert codes({"operationId": "read", "parameters": {"query.id": "x"}}) == ["links/unknown-parameter"]
