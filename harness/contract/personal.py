"""Finds the values of an instance that the contract marks as personal (`x-personal: true`)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from harness.contract.backtracking import backtracks
from harness.contract.direction import key_of
from harness.contract.pattern import finder
from harness.contract.schema import Schema
from harness.jsonbytes import escape

MARK = "x-personal"


def personal_pointers(schema: Schema, value: Any) -> tuple[str, ...]:
    """Return the JSON pointers of the personal values in `value`, outermost only, in document order.

    Every branch of `allOf`, `anyOf`, `oneOf` and of a condition counts, whether the value keeps it or not: a value that
    may be personal is treated as one that is.
    """
    if not _speaks_of_persons(schema):
        return ()
    walk = _Walk(schema.definitions)
    walk.node(schema.node, value, "")
    found = walk.found
    return tuple(p for p in found if not any(p != other and (p.startswith(other + "/")) for other in found))


@lru_cache(maxsize=4096)
def _speaks_of_persons(schema: Schema) -> bool:
    return any(_marked(node) for node in schema.definitions.values())


def _marked(node: Any) -> bool:
    if isinstance(node, dict):
        return node.get(MARK) is True or any(_marked(member) for member in node.values())
    return isinstance(node, list) and any(_marked(member) for member in node)


class _Walk:
    """Goes down schema and value together; each pair is entered once, so that schemas may refer in circles."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self.definitions = definitions
        self.found: dict[str, None] = {}
        self.seen: set[tuple[int, str]] = set()

    def node(self, node: Any, value: Any, pointer: str) -> None:
        if not isinstance(node, dict) or (id(node), pointer) in self.seen:
            return
        self.seen.add((id(node), pointer))
        if node.get(MARK) is True:
            self.found[pointer] = None
            return
        if "$ref" in node:
            self.node(self.definitions[key_of(node["$ref"])], value, pointer)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in node.get(keyword, ()):
                self.node(branch, value, pointer)
        for keyword in ("if", "then", "else"):
            self.node(node.get(keyword), value, pointer)
        if isinstance(value, dict):
            self.members(node, value, pointer)
        elif isinstance(value, list):
            self.elements(node, value, pointer)

    def members(self, node: dict[str, Any], value: dict[str, Any], pointer: str) -> None:
        for name, schema in node.get("dependentSchemas", {}).items():
            if name in value:
                self.node(schema, value, pointer)
        named = node.get("properties", {})
        patterned = node.get("patternProperties", {})
        for name, member in value.items():
            below = f"{pointer}/{escape(name)}"
            self.node(named.get(name), member, below)
            matched = name in named
            for pattern, schema in patterned.items():
                if _matches(pattern, name):
                    matched = True
                    self.node(schema, member, below)
            if not matched:
                self.node(node.get("additionalProperties"), member, below)
            self.node(node.get("unevaluatedProperties"), member, below)

    def elements(self, node: dict[str, Any], value: list[Any], pointer: str) -> None:
        first = node.get("prefixItems", ())
        for index, member in enumerate(value):
            below = f"{pointer}/{index}"
            self.node(first[index] if index < len(first) else node.get("items"), member, below)
            self.node(node.get("contains"), member, below)
            self.node(node.get("unevaluatedItems"), member, below)


def _matches(pattern: str, name: str) -> bool:
    """Tell whether a name is of a pattern; of one that may not be decided in time it is: better hidden than shown."""
    found = finder(pattern)
    return found is None or found(name) or backtracks(pattern)
