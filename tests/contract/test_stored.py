"""A compiled contract survives being written down; bytes that were altered are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from described import contract_of, document, exchange, json_reply, request, response
from descriptions import documents
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import json_values

from harness.canonical import canonical, digest
from harness.contract import Contract, Operation, Schema, pack, unpack
from harness.errors import ContractError
from harness.reading import Reading

TREE = document(
    {
        "/trees/{id}": {
            "get": {
                "operationId": "tree",
                "tags": ["b", "a"],
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "",
                        "headers": {"ETag": {"required": True, "schema": {"type": "string"}}},
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/T"},
                                "examples": {"one": {"value": {"z": 1, "a": 2}}},
                            }
                        },
                    },
                    "404": {"$ref": "#/nowhere"},
                },
                "callbacks": {"done": {"{$request.query.at}": {"post": {"requestBody": {"content": {}}}}}},
                "security": [{"k": []}],
                "x-note": {"b": 1, "a": [2.0]},
            }
        }
    },
    components={
        "schemas": {"T": {"properties": {"z": {"format": "force-code"}, "a": {"$ref": "#/components/schemas/T"}}}},
        "securitySchemes": {"k": {"type": "http", "scheme": "basic"}},
    },
    servers=[{"url": "https://example.org"}],
)


def parts(contract: Contract) -> Iterator[Any]:
    """Yield all that users of a contract see of it."""
    yield from (contract.title, contract.version, contract.digest, contract.gaps, contract.servers)
    yield dict(contract.security_schemes)
    for operation in (*contract.operations, *contract.webhooks):
        yield from (_plain(operation, name) for name in Operation.__slots__)


def _plain(operation: Operation, name: str) -> str:
    """Text of a member, in which a schema stands for all that it means, and the order of members counts."""
    return repr(_open(getattr(operation, name)))


def _open(value: Any) -> Any:
    if isinstance(value, Schema):
        return value.key, value.direction, value.node, value.plain(), value.definitions
    if isinstance(value, dict):
        return [(key, _open(each)) for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [_open(each) for each in value]
    if hasattr(value, "__slots__") and not isinstance(value, str):
        return [(name, _open(getattr(value, name))) for name in value.__slots__]
    return value


def test_everything_is_there_again_in_its_order() -> None:
    contract = contract_of(TREE)
    again = unpack(pack(contract))
    assert list(parts(again)) == list(parts(contract))
    assert pack(again) == pack(contract)
    assert again.operation("tree") is not None
    assert again.match("GET", "/trees/1") is not None


def test_formats_are_handed_in_again() -> None:
    data = pack(contract_of(TREE, formats={"force-code": str.isdigit}))
    for formats, valid in ({}, True), ({"force-code": str.isdigit}, False):
        schema = unpack(data, formats).operations[0].replies["200"].media["application/json"].schema
        assert isinstance(schema, Schema)
        assert schema.is_valid({"a": {"z": "x"}}) is valid


@settings(max_examples=60, deadline=None)
@given(documents, json_values, st.sampled_from(["/a", "/a/1", "/x-y", "/a?a=1&b=x"]))
def test_what_is_read_back_packs_to_the_same_bytes_and_judges_alike(made: Any, value: Any, target: str) -> None:
    contract = contract_of(made)
    data = pack(contract)
    again = unpack(data)
    assert pack(again) == data
    assert list(parts(again)) == list(parts(contract))
    for method, body in ("GET", b""), ("POST", orjson.dumps(value)):
        for status in (200, 404):
            sent = request(method, target, "Content-Type: application/json", "a: 1", body=body)
            for reply in (json_reply(value, status), response(status)):
                x = exchange(sent, reply)
                one, other = Reading(x, contract, ""), Reading(x, again, "")
                assert canonical(one.request_check) == canonical(other.request_check)
                assert canonical(one.reply_check) == canonical(other.reply_check)


@given(st.binary(max_size=50))
def test_any_bytes_are_refused_in_our_own_words(data: bytes) -> None:
    with pytest.raises(ContractError):
        unpack(data)


@settings(max_examples=40)
@given(st.data())
def test_a_byte_that_was_altered_is_noticed(data: st.DataObject) -> None:
    packed = pack(contract_of(TREE))
    at = data.draw(st.integers(0, len(packed) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != packed[at]))
    with pytest.raises(ContractError):
        unpack(packed[:at] + bytes((other,)) + packed[at + 1 :])


def forged(alter: Callable[[Any], Any]) -> bytes:
    """Return a packed contract that was altered by someone who knows how its digest is made."""
    value = orjson.loads(pack(contract_of(TREE)).partition(b"\n")[2])
    alter(value)
    body = orjson.dumps(value)
    return orjson.dumps({"contract": 1, "digest": digest(body)}) + b"\n" + body


PLACE = "#/components/schemas/T"


def nested(node: Any, times: int) -> orjson.Fragment:
    return orjson.Fragment(b'{"not":' * times + orjson.dumps(node) + b"}" * times)


@pytest.mark.parametrize(
    "alter, part",
    [
        (lambda c: c["schemas"][PLACE]["properties"].update(z=True), "not what its digest says"),
        (lambda c: c.update(title="other"), "not what its digest says"),
        (lambda c: c["schemas"].pop(PLACE), "refers to one that was not"),
        (lambda c: c["schemas"].clear(), "not among those"),
        (lambda c: c["schemas"].update({PLACE: {"$id": "http://example.org/"}}), "$id"),
        (lambda c: c["schemas"].update({PLACE: {"type": "time"}}), "not JSON Schema"),
        (lambda c: c["schemas"].update({PLACE: {"pattern": "("}}), "pattern"),
        (lambda c: c["schemas"].update({PLACE: {"allOf": {}}}), "allOf"),
        (lambda c: c["schemas"].update({PLACE: 1}), "is none"),
        (lambda c: c["schemas"].update({PLACE: {"$ref": "http://example.org/"}}), "refers to one"),
        (lambda c: c["schemas"].update({PLACE: {"$ref": "#/$defs/%23~1components~1schemas~1T"}}), "by itself"),
        (lambda c: c["operations"].append(c["operations"][0]), "one id"),
        (lambda c: c["operations"][0].update(direction="sideways"), "does not fit"),
        (lambda c: c.update(more=1), "does not fit"),
        (lambda c: c["schemas"].update({PLACE: nested({}, 5_000)}), "does not fit"),
    ],
)
def test_a_forger_who_mends_the_digest_is_noticed_too(alter: Callable[[Any], Any], part: str) -> None:
    with pytest.raises(ContractError) as caught:
        unpack(forged(alter))
    assert part in str(caught.value)


def test_another_form_is_refused_with_what_to_do() -> None:
    packed = pack(contract_of(TREE)).replace(b'"contract":1', b'"contract":2', 1)
    with pytest.raises(ContractError) as caught:
        unpack(packed)
    assert "Compile the description again" in caught.value.hint


@pytest.mark.parametrize("text", [b"{", b'{"title": "\xff"}', b'{"title": NaN}', b'{"title": "\\ud800"}', b"[]"])
def test_a_body_that_is_no_json_of_ours_is_refused(text: bytes) -> None:
    with pytest.raises(ContractError):
        unpack(orjson.dumps({"contract": 1, "digest": digest(text)}) + b"\n" + text)


def test_a_number_that_nobody_can_write_again_is_refused() -> None:
    body = pack(contract_of(TREE)).partition(b"\n")[2].replace(b'"x-note":{"b":1', b'"x-note":{"b":' + b"9" * 40)
    with pytest.raises(ContractError, match="does not fit"):
        unpack(orjson.dumps({"contract": 1, "digest": digest(body)}) + b"\n" + body)
