"""Small contracts and exchanges for the tests of contract/ and reading/."""

from __future__ import annotations

import json
from typing import Any

from harness import evidence as e
from harness.contract import Contract, Operation, Schema, compile_contract
from harness.errors import ContractError
from harness.reading import Reading
from harness.yamlfile import loads


def contract_of(document: dict[str, Any], **rest: Any) -> Contract:
    return compile_contract(loads(json.dumps(document).encode(), "openapi.json", ContractError), **rest)


def document(paths: dict[str, Any], *, version: str = "3.1.0", **rest: Any) -> dict[str, Any]:
    return {"openapi": version, "info": {"title": "Things", "version": "1"}, "paths": paths, **rest}


def one_operation(operation: dict[str, Any], path: str = "/things", method: str = "post", **rest: Any) -> Contract:
    return contract_of(document({path: {method: {"responses": {}, **operation}}}, **rest))


def schema_of(
    node: Any, *, components: dict[str, Any] | None = None, version: str = "3.1.0", part: str = "reply"
) -> Schema:
    """Compile one schema, as that of a reply or request."""
    content = {"content": {"application/json": {"schema": node}}}
    operation = (
        {"requestBody": content} if part == "request" else {"responses": {"200": {"description": "", **content}}}
    )
    contract = one_operation(operation, version=version, components={"schemas": components or {}})
    (only,) = contract.operations
    media = only.request_bodies if part == "request" else only.replies["200"].media
    schema = media["application/json"].schema
    assert isinstance(schema, Schema), schema
    return schema


def operation_of(contract: Contract) -> Operation:
    return contract.operations[0]


def head(first: str, *lines: str) -> bytes:
    return "\r\n".join((first, *lines)).encode("latin-1")


def request(method: str = "GET", target: str = "/things", *lines: str, body: bytes = b"", **rest: Any) -> e.Request:
    return e.Request(method=method, target=target, head=head(f"{method} {target} HTTP/1.1", *lines), body=body, **rest)


def response(status: int = 200, *lines: str, body: bytes = b"") -> e.Response:
    return e.Response(status=status, head=head(f"HTTP/1.1 {status} Some", *lines), body=body)


def exchange(request_: e.Request | None = None, reply: e.Reply | None = None, **rest: Any) -> e.Exchange:
    given = {"from_party": e.HALLMARK, "to_party": e.PRODUCT, "times": e.Times(anchor=1_000), **rest}
    return e.Exchange(id=e.ExchangeId("p", 0), request=request_ or request(), reply=reply or response(), **given)


def json_reply(value: Any, status: int = 200, *lines: str) -> e.Response:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return response(status, "Content-Type: application/json", *lines, body=body)


def reading(
    contract: Contract, request_: e.Request, reply: e.Reply | None = None, base: str = "", **rest: Any
) -> Reading:
    return Reading(exchange(request_, reply, **rest), contract, base)
