"""Writes one operation of a contract as an OpenAPI 3.1 description of its own, for a generator to read."""

from __future__ import annotations

from typing import Any

from harness.contract.backtracking import backtracks
from harness.contract.direction import directed, key_of
from harness.contract.keywords import KEYWORDS, MANY, NAMED, ONE
from harness.contract.model import Operation, Parameter
from harness.contract.schema import Schema

_WITHHELD = frozenset({"accept", "content-type", "authorization", "cookie"})
"""Header parameters that OpenAPI 3.1 (section 4.8.12.2) tells readers to ignore, and cookies."""


def excerpt(operation: Operation) -> dict[str, Any]:
    """Return the description; what could not be compiled is left out, and replies are said to be anything."""
    names: dict[str, str] = {}
    schemas: dict[str, Any] = {}
    parameters = [
        _parameter(parameter, names, schemas)
        for parameter in operation.parameters
        if isinstance(parameter.schema, Schema) and parameter.name.lower() not in _WITHHELD
    ]
    content = {
        media.media_type: {"schema": _schema(media.schema, names, schemas)}
        for media in operation.request_bodies.values()
        if isinstance(media.schema, Schema)
    }
    described: dict[str, Any] = {"parameters": parameters, "responses": {"default": {"description": "any"}}}
    if content:
        described["requestBody"] = {"required": operation.request_required, "content": content}
    return {
        "openapi": "3.1.0",
        "info": {"title": operation.id, "version": "1"},
        "paths": {operation.path: {operation.method.lower(): described}},
        "components": {"schemas": schemas},
    }


def _parameter(parameter: Parameter, names: dict[str, str], schemas: dict[str, Any]) -> dict[str, Any]:
    assert isinstance(parameter.schema, Schema)
    written = {"name": parameter.name, "in": parameter.location, "required": parameter.required}
    schema = _schema(parameter.schema, names, schemas)
    if parameter.media_type:
        return {**written, "content": {parameter.media_type: {"schema": schema}}}
    return {**written, "schema": schema, "style": parameter.style, "explode": parameter.explode}


def _schema(schema: Schema, names: dict[str, str], schemas: dict[str, Any]) -> dict[str, Any]:
    """Put the schema and all that it needs under components, with short names; return a reference to it."""
    definitions = schema.definitions
    for key in definitions:
        names.setdefault(f"{schema.direction} {key}", f"s{len(names)}")
    for key, node in definitions.items():
        name = names[f"{schema.direction} {key}"]
        if name not in schemas:
            schemas[name] = _renamed(directed(node, definitions, schema.direction), schema.direction, names)
    return {"$ref": _ref(names[f"{schema.direction} {schema.key}"])}


def _renamed(node: Any, direction: str, names: dict[str, str]) -> Any:
    if not isinstance(node, dict):
        return node
    out: dict[str, Any] = {}
    for keyword, value in node.items():
        kind = KEYWORDS.get(keyword)
        if keyword == "$ref":
            out[keyword] = _ref(names[f"{direction} {key_of(value)}"])
        elif kind == ONE:
            out[keyword] = _renamed(value, direction, names)
        elif kind == MANY:
            out[keyword] = [_renamed(each, direction, names) for each in value]
        elif kind == NAMED and not _is_endless(keyword, value):
            out[keyword] = {name: _renamed(each, direction, names) for name, each in value.items()}
        elif kind is not None and not _is_endless(keyword, value):
            out[keyword] = value
    return out


def _is_endless(key: str, value: Any) -> bool:
    """Whether it is a pattern that the generator, whose engine goes back and forth, may never be done with."""
    if key == "patternProperties":
        return any(map(backtracks, value))
    return key == "pattern" and isinstance(value, str) and backtracks(value)


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"
