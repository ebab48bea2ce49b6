"""Shapes what one version of OpenAPI needs to be read in the terms of 3.1 and JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One version of OpenAPI."""

    version: str
    document: Callable[[dict[str, Any]], dict[str, Any]]
    """Turns the main document into one of 3.1; members that stay where they were keep their line numbers."""
    schema: Callable[[dict[str, Any]], dict[str, Any]]
    """Turns one schema, without what lies below it, into JSON Schema 2020-12."""


def as_it_is(value: dict[str, Any]) -> dict[str, Any]:
    """Return `value`, for a version that needs no change here."""
    return value
