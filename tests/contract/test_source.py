"""Values are found behind references; what is not there is a gap and nothing worse."""

from __future__ import annotations

from typing import Any

import pytest
from described import contract_of, document, operation_of

from harness.contract import Header, Schema, Unresolved
from harness.errors import ContractError


def made(reply: Any, **components: Any) -> Any:
    return contract_of(document({"/a": {"get": {"responses": {"200": reply}}}}, components=components))


def test_a_map_behind_a_reference_is_read() -> None:
    contract = made({"headers": {"$ref": "#/components/x"}}, x={"ETag": {"schema": {"type": "string"}}})
    assert list(operation_of(contract).replies["200"].headers) == ["etag"]
    assert contract.gaps == ()


def test_a_map_behind_a_broken_reference_is_a_gap() -> None:
    contract = made({"headers": {"$ref": "#/nowhere"}})
    assert operation_of(contract).replies["200"].headers == {}
    assert [gap.where for gap in contract.gaps] == ["#/paths/~1a/get/responses/200/headers"]


def test_what_cannot_be_read_of_a_reply_stays_described_and_unknown() -> None:
    contract = made(
        {
            "headers": {"ETag": {"$ref": "#/nowhere"}},
            "content": {"application/json": {"$ref": "#/nowhere"}, "text/plain": {}},
        }
    )
    said = operation_of(contract).replies["200"]
    header = said.headers["etag"]
    assert isinstance(header, Header)
    assert isinstance(header.schema, Unresolved)
    assert isinstance(said.media["application/json"].schema, Unresolved)
    assert said.media["text/plain"].schema is None


def test_examples_are_read_in_all_their_forms() -> None:
    examples = {"a": {"value": 1}, "b": {"dataValue": 2}, "c": {"externalValue": "x"}, "d": {"summary": ""}, "e": 7}
    contract = made({"content": {"application/json": {"examples": examples, "example": 0}}})
    media = operation_of(contract).replies["200"].media["application/json"]
    assert media.examples == (("", 0), ("a", 1), ("b", 2))
    assert [gap.reason for gap in contract.gaps] == ["an example that lies elsewhere is not fetched"]


def test_content_that_is_not_looked_into_is_said_beforehand() -> None:
    schema = {"type": "object"}
    contract = made({"content": {"application/xml": {"schema": schema}, "application/json": {"schema": schema}}})
    media = operation_of(contract).replies["200"].media
    assert all(isinstance(each.schema, Schema) for each in media.values())
    (gap,) = contract.gaps
    assert gap.reason == "content of the media type application/xml is not judged by its schema"
    assert gap.where.endswith("/content/application~1xml")


def test_references_that_unfold_to_more_than_anybody_has_written_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.contract.source.MOST_PARTS", 50)
    shared = {"$ref": "#/components/responses"}
    paths = {f"/{n}": {"get": {"responses": shared}} for n in range(5)}
    responses = {str(status): {"description": ""} for status in range(200, 220)}
    with pytest.raises(ContractError, match="unfolds to more than 50 parts"):
        contract_of(document(paths, components={"responses": responses}))
