"""Looks into a schema: the properties of an object and the elements of a list, references and combinations followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from harness.contract import Schema
from harness.contract.direction import key_of
from harness.jsonbytes import escape

DEEPEST = 12


@dataclass(frozen=True)
class Field:
    """One place of a value, with every schema that speaks of it."""

    parts: tuple[Mapping[str, Any], ...]
    definitions: Mapping[str, Any]
    pointer: str = ""

    @classmethod
    def of(cls, schema: Schema) -> Field:
        """Return the root of a schema."""
        definitions = schema.definitions
        return cls(tuple(_parts(schema.node, definitions, 0)), definitions)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that are named for it, null left out."""
        found: set[str] = set()
        for part in self.parts:
            named = part.get("type", ())
            found |= {named} if isinstance(named, str) else set(named)
        return frozenset(found - {"null"})

    @property
    def kind(self) -> str:
        """Its only type, else what its keywords speak of, else ''."""
        if len(self.types) == 1:
            return next(iter(self.types))
        if self.properties:
            return "object"
        return "array" if any("items" in part for part in self.parts) else ""

    @property
    def format(self) -> str:
        """Its format, or ''."""
        return next((str(part["format"]) for part in self.parts if "format" in part), "")

    @property
    def enum(self) -> tuple[Any, ...]:
        """The values that it may have, where they are listed."""
        return next((tuple(part["enum"]) for part in self.parts if part.get("enum")), ())

    def flagged(self, keyword: str) -> bool:
        """Tell whether `readOnly`, `writeOnly` or another flag is set."""
        return any(part.get(keyword) is True for part in self.parts)

    def value(self, keyword: str) -> Any:
        """Return what a keyword says, or None."""
        return next((part[keyword] for part in self.parts if keyword in part), None)

    @cached_property
    def properties(self) -> dict[str, Field]:
        """The members of an object, by name."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for part in self.parts:
            for name, node in part.get("properties", {}).items():
                found.setdefault(name, []).extend(_parts(node, self.definitions, 0))
        return {
            name: Field(tuple(parts), self.definitions, f"{self.pointer}/{escape(name)}")
            for name, parts in found.items()
        }

    @cached_property
    def required(self) -> frozenset[str]:
        """The members that are required."""
        return frozenset(name for part in self.parts for name in part.get("required", ()))

    @cached_property
    def element(self) -> Field | None:
        """An element of a list, its pointer beginning anew; None where it is no list."""
        parts = [p for part in self.parts for p in _parts(part.get("items"), self.definitions, 0)]
        if not parts and "array" not in self.types:
            return None
        return Field(tuple(parts), self.definitions)

    def anew(self) -> Field:
        """Return the same place as the root of its own."""
        return Field(self.parts, self.definitions)

    def below(self, depth: int) -> Iterator[Field]:
        """Yield every member down to a depth, those nearest the root first."""
        level = [self]
        for _ in range(depth):
            level = [member for field in level for member in field.properties.values()]
            yield from level


def _parts(node: Any, definitions: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if not isinstance(node, dict) or depth > DEEPEST:
        return
    yield node
    if "$ref" in node:
        yield from _parts(definitions.get(key_of(node["$ref"])), definitions, depth + 1)
    for keyword in ("allOf", "anyOf", "oneOf"):
        for each in node.get(keyword, ()):
            yield from _parts(each, definitions, depth + 1)
