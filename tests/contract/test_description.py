"""Operations are read with all that belongs to them; what cannot be read costs no more than itself."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, one_operation, operation_of

from harness.contract import OUTBOUND, WEBHOOK, Schema, Unresolved
from harness.contract.description import security


def test_parameters_of_the_operation_override_those_of_the_path() -> None:
    path = {
        "parameters": [
            {"name": "id", "in": "path", "schema": {"type": "integer"}},
            {"name": "q", "in": "query", "schema": {"type": "integer"}},
        ],
        "get": {
            "parameters": [
                {"$ref": "#/components/parameters/q"},
                {"name": "Accept", "in": "header", "schema": {}},
                {"name": "f", "in": "query", "content": {"application/JSON": {"schema": {"type": "array"}}}},
            ],
            "responses": {},
        },
    }
    q = {"name": "q", "in": "query", "required": True, "style": "pipeDelimited", "schema": True, "example": 3}
    operation = operation_of(contract_of(document({"/a/{id}": path}, components={"parameters": {"q": q}})))
    found = {
        p.name: (p.location, p.required, p.style, p.explode, p.media_type, p.examples) for p in operation.parameters
    }
    assert found == {
        "id": ("path", True, "simple", False, "", ()),
        "q": ("query", True, "pipeDelimited", False, "", (("", 3),)),
        "f": ("query", False, "form", True, "application/json", ()),
    }


def test_bodies_replies_headers_and_examples() -> None:
    body = {
        "content": {"Application/JSON": {"schema": {}, "examples": {"a": {"value": 1}, "b": {"externalValue": "x"}}}}
    }
    reply = {
        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}, "Content-Type": {"schema": {}}},
        "content": {"text/plain": {}},
    }
    operation = operation_of(one_operation({"requestBody": {**body, "required": True}, "responses": {"2xx": reply}}))
    assert operation.request_required
    assert operation.request_bodies["application/json"].examples == (("a", 1),)
    (said,) = operation.replies.values()
    assert said.status == "2XX"
    assert list(said.headers) == ["etag"]
    assert said.headers["etag"].required
    assert said.media["text/plain"].schema is None


def test_operations_have_names_tags_security_and_extensions() -> None:
    both = {
        "/a": {
            "get": {
                "operationId": "x",
                "tags": ["t"],
                "summary": "S",
                "security": [],
                "x-more": {"a": 1},
                "responses": {},
            }
        },
        "/b": {"get": {"operationId": "x", "responses": {}}, "put": {"responses": {}}},
    }
    contract = contract_of(document(both, security=[{"oauth": ["read"]}, {}]))
    first, second, third = contract.operations
    assert (first.id, first.tags, first.summary, first.extensions) == ("x", ("t",), "S", {"x-more": {"a": 1}})
    assert (second.id, third.id, third.method) == ("GET /b", "PUT /b", "PUT")
    assert first.security == ()
    assert second.security == ((("oauth", ("read",)),), ())
    assert [gap.where for gap in contract.gaps] == ["#/paths/~1b/get/operationId"]


def test_webhooks_and_callbacks_go_the_other_way() -> None:
    call = {"post": {"operationId": "called", "responses": {}}}
    paths = {"/a": {"post": {"responses": {}, "callbacks": {"c": {"{$request.body#/url}": call, "x-a": 1}}}}}
    contract = contract_of(document(paths, webhooks={"hook": {"post": {"operationId": "hooked", "responses": {}}}}))
    assert [(o.id, o.path, o.direction) for o in (*contract.operations, *contract.webhooks)] == [
        ("POST /a", "/a", OUTBOUND),
        ("called", "{$request.body#/url}", WEBHOOK),
        ("hooked", "hook", WEBHOOK),
    ]


def test_what_cannot_be_read_costs_no_more_than_itself() -> None:
    paths: dict[str, Any] = {
        "/ok": {
            "get": {"responses": {"200": {"$ref": "#/nowhere"}, "201": {"content": {"a/b": {"schema": {"type": 1}}}}}}
        },
        "/ref": {"$ref": "other.yaml"},
        "/bad": {"get": 7},
        "/none": None,
        "no-slash": {"get": {}},
        "x-extension": {"get": {}},
    }
    contract = contract_of(document(paths))
    (operation,) = contract.operations
    assert operation.replies["200"].unresolved is not None
    assert isinstance(operation.replies["201"].media["a/b"].schema, Unresolved)
    assert [gap.where for gap in contract.gaps] == [
        "#/paths/~1ok/get/responses/200",
        "#/paths/~1ok/get/responses/201/content/a~1b/schema/type",
        "#/paths/~1ref",
        "#/paths/~1bad/get",
        "#/paths/no-slash",
    ]
    assert not operation.incomplete


def test_a_request_whose_parameters_cannot_be_read_is_incomplete_each_time() -> None:
    item = {"parameters": [{"$ref": "#/nowhere"}], "get": {"responses": {}}, "put": {"responses": {}}}
    contract = contract_of(document({"/a": item}))
    assert len(contract.gaps) == 1
    assert [len(operation.incomplete) for operation in contract.operations] == [1, 1]


def test_a_parameter_without_name_or_place_and_a_body_of_the_wrong_kind() -> None:
    operation = operation_of(one_operation({"parameters": [{"name": "a", "in": "body"}, 3], "requestBody": []}))
    assert len(operation.incomplete) == 3
    assert operation.parameters == ()


def test_examples_that_lead_nowhere_cost_only_themselves() -> None:
    media = {"schema": {"type": "string"}, "examples": {"a": {"$ref": "#/nowhere"}, "b": {"value": "x"}}}
    contract = one_operation({"requestBody": {"content": {"text/plain": media}}})
    found = operation_of(contract).request_bodies["text/plain"]
    assert found.examples == (("b", "x"),)
    assert isinstance(found.schema, Schema)
    assert len(contract.gaps) == 1
    assert not operation_of(contract).incomplete


def test_security_of_odd_shapes_is_left_out() -> None:
    assert security([{"a": ["x", 1]}, 3, {}]) == ((("a", ("x",)),), ())
    assert security(None) == ()


def test_callbacks_that_ask_for_one_another_end() -> None:
    ring = {"c": {"{$url}": {"$ref": "#/paths/~1a"}}}
    contract = contract_of(document({"/a": {"post": {"operationId": "o", "callbacks": ring, "responses": {}}}}))
    assert [each.caller for each in contract.webhooks] == ["o"]
    assert [gap.reason for gap in contract.gaps[-1:]] == ["callbacks that ask for one another in turn are not read"]


def test_more_operations_than_anybody_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.contract.description.MOST_OPERATIONS", 3)
    contract = contract_of(document({f"/{n}": {"get": {"responses": {}}} for n in range(5)}))
    assert len(contract.operations) == 3
    assert [gap.reason for gap in contract.gaps] == ["there are more than 3 operations"]
