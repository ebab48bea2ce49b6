"""Gives a compiled contract its digest, from what it means and not from how it was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from harness.canonical import digest
from harness.contract.model import Media, Operation, Reply, Unresolved
from harness.contract.schema import Schema


def fingerprint(title: str, version: str, operations: tuple[Operation, ...], schemes: Mapping[str, Any]) -> str:
    """Return the digest of title, version, operations and every schema that they reach.

    It is taken over JSON with the keys in order; RFC 8785 would be ten times slower, and is not meant for integers
    beyond 2^53, which a description may hold.
    """
    schemas: dict[str, Any] = {}
    plain = sorted((_operation(each, schemas) for each in operations), key=lambda each: (each["direction"], each["id"]))
    meant = {
        "title": title,
        "version": version,
        "operations": plain,
        "schemas": schemas,
        "securitySchemes": dict(schemes),
    }
    return digest(orjson.dumps(meant, option=orjson.OPT_SORT_KEYS))


def operation_fingerprint(operation: Operation) -> str:
    """Return the digest of one operation and every schema that it reaches; its id and tags do not enter it."""
    schemas: dict[str, Any] = {}
    plain = _operation(operation, schemas)
    meant = {key: value for key, value in plain.items() if key not in ("id", "tags")}
    return digest(orjson.dumps({"operation": meant, "schemas": schemas}, option=orjson.OPT_SORT_KEYS))


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "direction": operation.direction,
        "tags": sorted(operation.tags),
        "parameters": sorted(
            (
                {
                    "name": each.name,
                    "in": each.location,
                    "required": each.required,
                    "style": each.style,
                    "explode": each.explode,
                    "allowEmpty": each.allow_empty,
                    "mediaType": each.media_type,
                    "schema": _schema(each.schema, schemas),
                }
                for each in operation.parameters
            ),
            key=lambda each: (str(each["in"]), str(each["name"])),
        ),
        "requestRequired": operation.request_required,
        "request": _media(operation.request_bodies, schemas),
        "replies": {status: _reply(reply, schemas) for status, reply in operation.replies.items()},
        "security": [{scheme: list(scopes) for scheme, scopes in each} for each in operation.security],
        "servers": list(operation.servers),
        "deprecated": operation.deprecated,
        "extensions": operation.extensions,
    }


def _reply(reply: Reply, schemas: dict[str, Any]) -> Any:
    if reply.unresolved is not None:
        return {"unresolved": reply.unresolved.reason}
    headers = {
        name: {
            "required": each.required,
            "explode": each.explode,
            "mediaType": each.media_type,
            "schema": _schema(each.schema, schemas),
        }
        for name, each in reply.headers.items()
    }
    links = {
        name: {"operation": each.operation, "target": each.target, "parameters": each.parameters, "body": each.body}
        for name, each in reply.links.items()
    }
    return {"media": _media(reply.media, schemas), "headers": headers, "links": links}


def _media(media: dict[str, Media], schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {
            "schema": _schema(each.schema, schemas),
            "encoding": {part: [one.content_type, one.style, one.explode] for part, one in each.encoding.items()},
        }
        for name, each in media.items()
    }


def _schema(schema: Schema | Unresolved | None, schemas: dict[str, Any]) -> Any:
    if schema is None:
        return None
    if isinstance(schema, Unresolved):
        return {"unresolved": schema.reason, "where": schema.where}
    schema.add_to(schemas)
    return {"$ref": schema.key}
