"""Who sent an exchange, whether an answer came, and which operation it is for."""

from __future__ import annotations

import pytest
from described import contract_of, document, exchange, request, response

from harness import evidence as e
from harness.reading import Reading
from harness.reading.addressed import prefix_of

CONTRACT = contract_of(
    document(
        {
            "/things/{id}": {
                "get": {"operationId": "read", "responses": {}},
                "put": {"operationId": "put", "responses": {}},
            }
        },
        webhooks={"changed": {"post": {"operationId": "changed", "responses": {}}}},
    )
)


@pytest.mark.parametrize(
    "base, prefix",
    [
        ("https://example.org/api/", "/api"),
        ("https://example.org", ""),
        ("https://example.org/", ""),
        ("/api/v1", "/api/v1"),
        ("", ""),
    ],
)
def test_prefixes(base: str, prefix: str) -> None:
    assert prefix_of(base) == prefix


def test_the_operation_and_its_siblings() -> None:
    x = Reading(exchange(request("GET", "/api/things/7?x")), CONTRACT, "http://example.org/api")
    assert (x.operation_id, x.path_params, x.from_product) == ("read", {"id": "7"}, False)
    assert x.operation is CONTRACT.operation("read")
    assert set(x.operations_on_path) == {"GET", "PUT"}


def test_no_operation() -> None:
    x = Reading(exchange(request("DELETE", "/things/7")), CONTRACT)
    assert (x.operation, x.operation_id, x.path_params, x.match) == (None, "", {}, None)
    assert set(x.operations_on_path) == {"GET", "PUT"}


def test_a_call_by_the_product_is_a_webhook_or_an_operation_of_ours() -> None:
    def called(method: str, target: str) -> str:
        sent = exchange(request(method, target), from_party=e.PRODUCT, to_party=e.HALLMARK)
        return Reading(sent, CONTRACT, "http://example.org/api").operation_id

    assert called("POST", "/notifications/changed") == "changed"
    assert called("GET", "/things/7") == "read"
    assert called("PATCH", "/things/7") == ""


def test_a_call_by_the_product_to_a_partner_is_an_operation_below_the_partner_s_address() -> None:
    def called(method: str, target: str) -> str:
        sent = exchange(request(method, target), from_party=e.PRODUCT, to_party="control-room")
        x = Reading(sent, CONTRACT, "http://example.org/api")
        assert (x.to_partner, x.calls_back) == (True, False)
        return x.operation_id

    assert called("GET", "/api/things/7") == "read"
    assert called("GET", "/things/7") == ""
    assert called("POST", "/notifications/changed") == ""


def test_a_partner_that_calls_the_product_back_calls_a_webhook() -> None:
    sent = exchange(request("POST", "/notifications/changed"), from_party="control-room", to_party=e.PRODUCT)
    x = Reading(sent, CONTRACT, "http://example.org/api")
    assert (x.operation_id, x.calls_back, x.from_product) == ("changed", True, False)


@pytest.mark.parametrize(
    "reply, status, partial, silence",
    [
        (response(204), 204, False, ""),
        (e.Partial(why="our_cap", status=200), None, True, "our_cap"),
        (e.Partial(why="reset", status=200), None, True, "reset"),
        (e.Silence(why="timeout"), None, False, "timeout"),
        (e.Silence(why="interrupted"), None, False, "interrupted"),
    ],
)
def test_whether_an_answer_came(reply: e.Reply, status: int | None, partial: bool, silence: str) -> None:
    x = Reading(exchange(reply=reply), CONTRACT)
    assert (x.status, x.partial, x.silence) == (status, partial, silence)


def test_when_it_was_sent() -> None:
    x = Reading(exchange(times=e.Times(anchor=1_000_000, sent=25)), CONTRACT)
    assert x.sent_at == 1_000_025
    assert str(x.id) == "p#0"
