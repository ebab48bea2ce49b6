"""Links lead from a reply to the operation that they name, by id or by place."""

from __future__ import annotations

from described import contract_of, document

PATHS = {
    "/a": {
        "post": {
            "operationId": "make",
            "responses": {
                "201": {
                    "links": {
                        "byId": {"operationId": "read", "parameters": {"path.id": "$response.body#/id"}},
                        "byPlace": {"operationRef": "#/paths/~1a~1{id}/get", "requestBody": {"a": 1}},
                        "toNowhere": {"operationRef": "#/paths/~1b/get"},
                        "elsewhere": {"operationRef": "https://example.org/api.yaml#/paths/~1b/get"},
                        "unknown": {"operationId": "gone"},
                        "odd": 7,
                        "behind": {"$ref": "#/components/links/l"},
                    }
                }
            },
        }
    },
    "/a/{id}": {"get": {"operationId": "read", "responses": {}}},
}
CONTRACT = contract_of(document(PATHS, components={"links": {"l": {"operationId": "read"}}}))
LINKS = CONTRACT.operations[0].replies["201"].links


def test_what_a_link_leads_to() -> None:
    found = {name: getattr(CONTRACT.linked(link), "id", None) for name, link in LINKS.items()}
    assert found == {
        "byId": "read", "byPlace": "read", "toNowhere": None, "elsewhere": None, "unknown": None, "behind": "read",
    }  # fmt: skip


def test_what_a_link_carries() -> None:
    assert LINKS["byId"].parameters == {"path.id": "$response.body#/id"}
    assert LINKS["byPlace"].body == {"a": 1}


def test_what_cannot_be_read_is_a_gap() -> None:
    base = "#/paths/~1a/post/responses/201/links"
    assert [gap.where for gap in CONTRACT.gaps] == [
        f"{base}/toNowhere/operationRef", f"{base}/elsewhere/operationRef", f"{base}/odd",
    ]  # fmt: skip
