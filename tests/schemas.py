"""Compiles single schemas, as a request's body has them, and operations around them."""

from __future__ import annotations

import json
from typing import Any

from harness.contract import Contract, Operation, Schema, compile_contract
from harness.errors import ContractError
from harness.loading import PROFILE_FORMATS
from harness.yamlfile import loads

OK = {"responses": {"200": {"description": "Fine."}}}


def contract_of(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> Contract:
    """Return the contract of a description with these paths, as profiles bring one: its formats hold."""
    whole = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    text = json.dumps({**whole, "components": {"schemas": schemas or {}}})
    return compile_contract(loads(text.encode(), "openapi.json", ContractError), PROFILE_FORMATS)


def operation_of(path: str = "/things", method: str = "post", **described: Any) -> Operation:
    """Return the one operation of a description."""
    parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in _names(path)]
    own = {"operationId": "it", "parameters": [*parameters, *described.pop("parameters", [])], **OK, **described}
    return contract_of({path: {method: own}}).operations[0]


def body_of(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    """Return a requestBody of that schema."""
    return {"required": True, "content": {media_type: {"schema": schema}}}


def schema_of(schema: dict[str, Any], **named: Any) -> Schema:
    """Return the schema, compiled; `named` ones can be referred to."""
    paths = {"/things": {"post": {"operationId": "it", "requestBody": body_of(schema), **OK}}}
    made = contract_of(paths, named).operations[0].request_bodies["application/json"].schema
    assert isinstance(made, Schema)
    return made


def _names(path: str) -> list[str]:
    return [piece.partition("}")[0] for piece in path.split("{")[1:]]
