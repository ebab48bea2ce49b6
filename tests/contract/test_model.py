"""Statuses are looked up by code, class and default; parameters and header fields by name."""

from __future__ import annotations

from typing import Any

import pytest
from described import one_operation, operation_of


@pytest.mark.parametrize(
    "written, status, found",
    [
        (["200", "2XX", "default"], 200, "200"),
        (["200", "2xx", "default"], 201, "2XX"),
        (["200", "default"], 404, "default"),
        (["200"], 404, None),
        (["4XX"], 40, None),
    ],
)
def test_reply_for(written: list[str], status: int, found: str | None) -> None:
    operation = operation_of(one_operation({"responses": {each: {"description": ""} for each in written}}))
    reply = operation.reply_for(status)
    assert (reply.status if reply else None) == found


def test_header_fields_compare_in_any_case() -> None:
    headers: dict[str, Any] = {"ETag": {"schema": {"type": "string"}}}
    reply = operation_of(one_operation({"responses": {"200": {"headers": headers}}})).reply_for(200)
    assert reply is not None
    assert reply.documents_header("etag")
    assert reply.documents_header("ETAG")
    assert not reply.documents_header("location")


def test_parameters_by_place_and_name() -> None:
    given = [{"name": "a", "in": place, "schema": {}} for place in ("query", "header")]
    operation = operation_of(one_operation({"parameters": given}))
    found = operation.parameter("header", "a")
    assert found is not None
    assert found.location == "header"
    assert operation.parameter("cookie", "a") is None
