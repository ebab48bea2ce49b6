"""The query is read as the contract describes it, and what breaks it is refused by name."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from partner_acts import a_call, run

from harness.errors import MockError
from harness.partner.acts.asking import pairs_of


def read(operation: str, query: str, **settings: Any) -> dict[str, Any] | list[str]:
    """What was read, or the parameters that were refused."""
    call = a_call(query=query, method="GET")
    reply = run(call, {"act": "parameters", **settings}, operation=operation)
    if reply is None:
        found = call.scope["request"]["query"]
        assert isinstance(found, dict)
        return found
    assert reply.status == settings.get("status", 400)
    return [each["parameter"] for each in orjson.loads(reply.body)["errors"]]


@pytest.mark.parametrize(
    "operation, query, found",
    [
        ("listEvents", "", {}),
        ("listEvents", "page=2&page-size=20", {"page": 2, "page-size": 20}),
        ("listEvents", "page=02&page-size=101", ["page", "page-size"]),
        ("listEvents", "page=1&page=1", ["page"]),
        ("listEvents", "page=1.0", ["page"]),
        ("listEvents", "page=", ["page"]),
        ("listEvents", "type=theft&status=none", ["status"]),
        (
            "listEvents",
            "occurred-from=2026-03-01T00%3A00%3A00%2B01%3A00",
            {"occurred-from": "2026-03-01T00:00:00+01:00"},
        ),
        ("listEvents", "occurred-from=2026-03-01", ["occurred-from"]),
        ("listEvents", "surname=Sampl&page=3", {"page": 3}),
        ("listPersons", "surname=T%C5%B7-Gwyn", {"surname": "Tŷ-Gwyn"}),
        ("listPersons", "surname=a%20b+c", {"surname": "a b c"}),
        ("listLocations", "bbox=-5.2,51,-2,53.5", {"bbox": [-5.2, 51.0, -2.0, 53.5]}),
        ("listLocations", "bbox=-1e-05,5E1,0,5.5e1", {"bbox": [-1e-05, 50.0, 0.0, 55.0]}),
        ("listLocations", "bbox=1e999,51,-2,53", ["bbox"]),
        ("listLocations", "bbox=-5.2,51,-2", ["bbox"]),
        ("listLocations", "bbox=51,-181,53,-2", ["bbox"]),
        ("listLocations", "bbox=a,b,c,d", ["bbox"]),
        ("listLocations", "bbox=", ["bbox"]),
        ("", "page=x", {}),
    ],
)
def test_parameters_are_read_or_refused(operation: str, query: str, found: Any) -> None:
    assert read(operation, query) == found


@pytest.mark.parametrize("key, wrong", [("a", False), ("", True), ("a" * 201, True)])
def test_header_fields_keep_the_contract_too(key: str, wrong: bool) -> None:
    call = a_call(headers={"idempotency-key": key, "Correlation-Id": "thread-1"})
    reply = run(call, {"act": "parameters"}, operation="createPerson")
    assert (reply is not None) is wrong
    if reply is not None:
        assert [each["parameter"] for each in orjson.loads(reply.body)["errors"]] == ["Idempotency-Key"]


def test_what_is_overlooked_is_taken_where_it_can_be_read() -> None:
    assert read("listEvents", "page-size=5000", overlook=["page-size"]) == {"page-size": 5000}
    assert read("listEvents", "page-size=x", overlook=["page-size"]) == ["page-size"]
    assert read("listEvents", "page=x", status=422) == ["page"]


def test_a_query_that_is_not_utf8_is_refused_whole() -> None:
    reply = run(a_call(query="surname=%ff", method="GET"), {"act": "parameters"}, operation="listPersons")
    assert reply is not None
    assert (reply.status, "errors" in orjson.loads(reply.body)) == (400, False)
    assert pairs_of("&".join(["a=1"] * 1001)) is None
    assert (pairs_of("a=\udcff"), pairs_of("a=\u00e9")) == (None, [("a", "\u00e9")])


def test_booleans_are_read_and_a_schema_is_needed() -> None:
    from harness.partner.acts.asking import _decoder
    from harness.reading.shape import Shape

    decode = _decoder(Shape(types=frozenset({"boolean"})))
    assert (decode("true"), decode("false")) == (True, False)
    assert decode("1") is not True
    with pytest.raises(MockError, match="takes no content"):
        run(a_call(), {"act": "described"}, operation="listPersons")
