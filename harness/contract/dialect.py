"""Says what one version of OpenAPI needs to be read in the terms of 3.1 and JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One version of OpenAPI."""

    version: str
    schema: Callable[[dict[str, Any]], dict[str, Any]]
    """Turns one schema, without what lies below it, into JSON Schema 2020-12."""
    ignored: frozenset[str]
    """Keywords of schemas that say nothing in this version, though another version knows them."""
    schemas: str
    """Pointer of the schemas that have names."""
    schemes: str
    """Pointer of the security schemes."""
    scheme: Callable[[dict[str, Any]], dict[str, Any]]
    """Turns one security scheme into one of 3.1."""
    servers: Callable[[dict[str, Any]], tuple[str, ...]]
    """Returns the addresses that the main document names."""


def as_it_is(value: dict[str, Any]) -> dict[str, Any]:
    """Return `value`, for a version that needs no change here."""
    return value


def servers(root: dict[str, Any]) -> tuple[str, ...]:
    """Return the addresses of the `servers` of an OpenAPI 3 object, as written."""
    listed = root.get("servers")
    return tuple(
        each["url"]
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and isinstance(each.get("url"), str)
    )
