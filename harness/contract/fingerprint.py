"""Gives a compiled contract its digest, from what it means and not from how it was written."""

from __future__ import annotations

from typing import Any

from harness.canonical import digest_of
from harness.contract.model import Media, Operation, Reply, Unresolved
from harness.contract.schema import Schema

_EXACT = 2**53
"""RFC 8785 writes numbers as doubles; whole numbers beyond this are written as text."""


def fingerprint(title: str, version: str, operations: tuple[Operation, ...], schemes: dict[str, Any]) -> str:
    """Return the digest of title, version, operations and every schema that they reach."""
    schemas: dict[str, Any] = {}
    plain = sorted((_operation(each, schemas) for each in operations), key=lambda each: (each["direction"], each["id"]))
    return digest_of(
        _exact(
            {"title": title, "version": version, "operations": plain, "schemas": schemas, "securitySchemes": schemes}
        )
    )


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
    return {"media": _media(reply.media, schemas), "headers": headers}


def _media(media: dict[str, Media], schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: _schema(each.schema, schemas) for name, each in media.items()}


def _schema(schema: Schema | Unresolved | None, schemas: dict[str, Any]) -> Any:
    if schema is None:
        return None
    if isinstance(schema, Unresolved):
        return {"unresolved": schema.reason, "where": schema.where}
    if schema.key not in schemas:
        for key, node in schema.definitions.items():
            schemas.setdefault(key, _unordered(node))
    return {"$ref": schema.key}


def _unordered(node: Any) -> Any:
    """Sort what JSON Schema does not order: `required`, and lists of `type` names."""
    if isinstance(node, list):
        return [_unordered(each) for each in node]
    if not isinstance(node, dict):
        return node
    return {key: sorted(value) if _is_set(key, value) else _unordered(value) for key, value in node.items()}


def _is_set(key: str, value: Any) -> bool:
    return key in ("required", "type") and isinstance(value, list) and all(isinstance(each, str) for each in value)


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _exact(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        return {"integer": str(value)}
    return value
