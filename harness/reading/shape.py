"""Says of which JSON types the value of a parameter may be, so that its text can be turned into one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from harness.contract import Schema
from harness.contract.codes import type_name
from harness.contract.direction import key_of

TYPES = frozenset(("null", "boolean", "integer", "number", "string", "array", "object"))
_DEEPEST = 8
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Shape:
    """The types that a schema allows, and the shapes below it."""

    types: frozenset[str] = TYPES
    items: Shape | None = None
    properties: dict[str, Shape] = field(default_factory=dict)


ANY = Shape()


@lru_cache(maxsize=4096)
def shape_of(schema: Schema) -> Shape:
    """Return the shape of a schema, as far as its types, references and combinations tell."""
    return _shape(schema.node, schema.definitions, 0)


@lru_cache(maxsize=4096)
def choices_of(schema: Schema) -> tuple[Any, ...]:
    """Return the values that a schema lists (`enum`); empty where it lists none."""
    return next((tuple(part["enum"]) for part in _parts(schema.node, schema.definitions, 0) if part.get("enum")), ())


def _shape(node: Any, definitions: Mapping[str, Any], depth: int) -> Shape:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return ANY
    items: Shape | None = None
    properties: dict[str, Shape] = {}
    for part in _parts(node, definitions, 0):
        if items is None and "items" in part:
            items = _shape(part["items"], definitions, depth + 1)
        for name, each in part.get("properties", {}).items():
            properties.setdefault(name, _shape(each, definitions, depth + 1))
    return Shape(_types(node, definitions, 0), items, properties)


def _parts(node: Any, definitions: Mapping[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    """Yield the schemas that speak of the same value, alternatives included."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    yield node
    if "$ref" in node:
        yield from _parts(definitions[key_of(node["$ref"])], definitions, depth + 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for each in node.get(keyword, ()):
            yield from _parts(each, definitions, depth + 1)


def _types(node: Any, definitions: Mapping[str, Any], depth: int) -> frozenset[str]:
    if not isinstance(node, dict) or depth > _DEEPEST:
        return TYPES
    named = node.get("type", TYPES)
    types = frozenset((named,)) if isinstance(named, str) else frozenset(named)
    if "enum" in node:
        types &= frozenset(type_name(each) for each in node["enum"])
    if "const" in node:
        types &= frozenset((type_name(node["const"]),))
    if "$ref" in node:
        types &= _types(definitions[key_of(node["$ref"])], definitions, depth + 1)
    for each in node.get("allOf", ()):
        types &= _types(each, definitions, depth + 1)
    for keyword in ("anyOf", "oneOf"):
        if keyword in node:
            types &= frozenset().union(*(_types(each, definitions, depth + 1) for each in node[keyword]))
    return types


def readings(text: str, shape: Shape) -> list[Any]:
    """Return what one text may mean in this shape, the likeliest first; the text itself where nothing else fits."""
    found: list[Any] = []
    if shape.types & {"integer", "number"} and _NUMBER.fullmatch(text):
        try:
            found.append(orjson.loads(text))
        except orjson.JSONDecodeError:
            found.append(text)
    if "boolean" in shape.types and text in ("true", "false"):
        found.append(text == "true")
    if "null" in shape.types and text in ("", "null"):
        found.append(None)
    if "string" in shape.types or not found:
        found.append(text)
    return found


def likeliest(text: str, shape: Shape | None) -> Any:
    """Return what one text most likely means."""
    return readings(text, shape or ANY)[0] if shape is not None and shape.types != TYPES else text
