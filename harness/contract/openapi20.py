"""Reads the schemas, addresses and security schemes of OpenAPI 2.0 (Swagger), whose JSON Schema is of draft 4."""

from __future__ import annotations

from typing import Any

from harness.contract import openapi30
from harness.contract.dialect import Dialect

_NOT_IN_20 = frozenset(("oneOf", "anyOf", "not", "nullable", "writeOnly"))
IGNORED = openapi30.IGNORED | _NOT_IN_20
"""Keywords of JSON Schema that say nothing in a schema of 2.0."""
_OF_PARAMETERS = frozenset(("name", "in", "required", "allowEmptyValue", "collectionFormat"))
_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def schema(node: dict[str, Any]) -> dict[str, Any]:
    """Return one 2.0 schema, or parameter that is one, in the terms of JSON Schema 2020-12."""
    if "$ref" in node:
        return {"$ref": node["$ref"]}
    others = _NOT_IN_20 | _OF_PARAMETERS if isinstance(node.get("in"), str) else _NOT_IN_20
    out = {key: value for key, value in node.items() if key not in others}
    if node.get("x-nullable") is True:
        out["nullable"] = True
    if node.get("type") == "file":
        out |= {"type": "string", "format": "binary"}
    if isinstance(node.get("discriminator"), str):
        out["discriminator"] = {"propertyName": node["discriminator"]}
    return openapi30.schema(out)


def servers(root: dict[str, Any]) -> tuple[str, ...]:
    """Return the addresses that `schemes`, `host` and `basePath` make; without a host a path alone."""
    host, path = root.get("host"), root.get("basePath")
    base = path.rstrip("/") if isinstance(path, str) else ""
    if not isinstance(host, str) or not host:
        return (base,) if base else ()
    listed = root.get("schemes")
    schemes = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    return tuple(f"{scheme}://{host}{base}" for scheme in schemes or ["https"])


def scheme(value: dict[str, Any]) -> dict[str, Any]:
    """Return one 2.0 security scheme as one of 3.1."""
    if value.get("type") == "basic":
        return {**value, "type": "http", "scheme": "basic"}
    flow = value.get("flow")
    if value.get("type") != "oauth2" or not isinstance(flow, str):
        return value
    flows = {key: value[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in value}
    rest = {key: each for key, each in value.items() if key not in flows and key != "flow"}
    return {**rest, "flows": {_FLOWS.get(flow, flow): {"scopes": {}, **flows}}}


DIALECT = Dialect(
    version="2.0",
    schema=schema,
    ignored=IGNORED,
    schemas="/definitions",
    schemes="/securityDefinitions",
    scheme=scheme,
    servers=servers,
)
