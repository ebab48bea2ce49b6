"""Finds where a document is not of the form that OpenAPI 3.0 gives its objects: what they must have, and may be.

Source: OpenAPI Specification 3.0.3, section 4.7. Schemas, examples, links and callbacks are left to the compiler.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import jsonschema_rs

MOST: Final = 50
"""Places that are named."""
_EXTENSION: Final = "^x-"
_REFERENCE: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["$ref"],
    "properties": {"$ref": {"type": "string"}},
}
_OPERATIONS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_STYLES: Final = ("matrix", "label", "form", "simple", "spaceDelimited", "pipeDelimited", "deepObject")


def _or_reference(name: str) -> dict[str, Any]:
    there = {"type": "object", "required": ["$ref"]}
    return {"if": there, "then": _REFERENCE, "else": {"$ref": f"#/$defs/{name}"}}


def _map(of: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": of, **rest}


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


_TEXT: Final = {"type": "string"}
_TRUTH: Final = {"type": "boolean"}
_CONTENT: Final = _map({"$ref": "#/$defs/media"})
_SCHEMA_OR_CONTENT: Final = {
    "oneOf": [{"required": ["schema"]}, {"required": ["content"]}],
    "properties": {"content": {"minProperties": 1, "maxProperties": 1}},
}
FORM: Final[Mapping[str, Any]] = {
    **_object(
        *("openapi", "info", "paths"),
        openapi={"type": "string", "pattern": r"^3\.0\.[0-9]+(-.+)?$"},
        info=_object("title", "version", title=_TEXT, version=_TEXT, license=_object("name", name=_TEXT)),
        servers={"type": "array", "items": {"$ref": "#/$defs/server"}},
        paths={
            "type": "object",
            "patternProperties": {"^/": {"$ref": "#/$defs/path"}, _EXTENSION: True},
            "additionalProperties": False,
        },
        security={"type": "array", "items": {"$ref": "#/$defs/needs"}},
        tags={"type": "array", "items": _object("name", name=_TEXT)},
        components=_object(
            schemas=_map({"type": "object"}),
            parameters=_map(_or_reference("parameter")),
            responses=_map(_or_reference("response")),
            requestBodies=_map(_or_reference("body")),
            headers=_map(_or_reference("header")),
            securitySchemes=_map(_or_reference("scheme")),
        ),
    ),
    "$defs": {
        "server": _object("url", url=_TEXT),
        "needs": _map({"type": "array", "items": _TEXT}),
        "path": _object(
            parameters={"type": "array", "items": _or_reference("parameter")},
            **{name: {"$ref": "#/$defs/operation"} for name in _OPERATIONS},
        ),
        "operation": _object(
            "responses",
            operationId=_TEXT,
            tags={"type": "array", "items": _TEXT},
            parameters={"type": "array", "items": _or_reference("parameter")},
            requestBody=_or_reference("body"),
            responses={
                "type": "object",
                "minProperties": 1,
                "patternProperties": {
                    "^([1-5][0-9]{2}|[1-5]XX|default)$": _or_reference("response"),
                    _EXTENSION: True,
                },
                "additionalProperties": False,
            },
            security={"type": "array", "items": {"$ref": "#/$defs/needs"}},
            deprecated=_TRUTH,
        ),
        "parameter": {
            **_object("name", "in", name=_TEXT, required=_TRUTH, style={"enum": list(_STYLES)}, explode=_TRUTH),
            "allOf": [
                {"properties": {"in": {"enum": ["path", "query", "header", "cookie"]}}},
                {
                    "if": {"required": ["in"], "properties": {"in": {"const": "path"}}},
                    "then": {"required": ["required"], "properties": {"required": {"const": True}}},
                },
                _SCHEMA_OR_CONTENT,
            ],
        },
        "header": {**_object(required=_TRUTH), **_SCHEMA_OR_CONTENT},
        "body": _object("content", content=_CONTENT, required=_TRUTH),
        "response": _object("description", description=_TEXT, content=_CONTENT, headers=_map(_or_reference("header"))),
        "media": _object(schema={"type": "object"}),
        "scheme": {
            **_object("type", type={"enum": ["apiKey", "http", "oauth2", "openIdConnect"]}),
            "allOf": [
                {"if": {"properties": {"type": {"const": kind}}}, "then": {"required": list(needs)}}
                for kind, needs in (
                    ("apiKey", ("name", "in")),
                    ("http", ("scheme",)),
                    ("oauth2", ("flows",)),
                    ("openIdConnect", ("openIdConnectUrl",)),
                )
            ],
        },
    },
}
"""The form, as JSON Schema 2020-12."""


class Ill(NamedTuple):
    """A place that is not of the form."""

    pointer: str
    keyword: str
    """The keyword of JSON Schema that says so: `required`, `enum`, `pattern` ..."""


@lru_cache(maxsize=1)
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(dict(FORM))


def ill_formed(root: Any) -> tuple[Ill, ...]:
    """Return the places of a document, as plain values, that are not of the form of OpenAPI 3.0; at most MOST."""
    found: dict[tuple[str, str], Ill] = {}
    for error in _validator().iter_errors(root):
        pointer = "".join(f"/{str(one).replace('~', '~0').replace('/', '~1')}" for one in error.instance_path)
        found.setdefault((pointer, kind := _keyword(error)), Ill(pointer, kind))
        if len(found) >= MOST:
            break
    return tuple(sorted(found.values()))


def _keyword(error: Any) -> str:
    return next((str(one) for one in reversed(error.schema_path) if isinstance(one, str)), "")
