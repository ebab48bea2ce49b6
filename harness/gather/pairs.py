"""Walks a schema and a value together, so that each part of the value is seen with every schema that speaks of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from harness.contract.direction import key_of
from harness.contract.schema import Schema

Steps = tuple[str | int, ...]
"""Names and indexes from the root of a JSON value."""


class Pair(NamedTuple):
    """A part of a value, and one schema that applies to it."""

    steps: Steps
    value: Any
    node: Mapping[str, Any]
    sure: bool
    """False under `anyOf`, `oneOf` and conditions: another branch may be the one that counts."""


def pairs(schema: Schema, value: Any) -> Iterator[Pair]:
    """Yield every pair, outermost first; each is yielded once, so that schemas may refer in circles."""
    yield from _walk(schema.node, value, (), True, schema.definitions, set())


def _walk(
    node: Any, value: Any, steps: Steps, sure: bool, definitions: Mapping[str, Any], seen: set[tuple[int, Steps]]
) -> Iterator[Pair]:
    if not isinstance(node, dict) or (id(node), steps) in seen:
        return
    seen.add((id(node), steps))
    yield Pair(steps, value, node, sure)
    for part, certain in _in_place(node, definitions):
        yield from _walk(part, value, steps, sure and certain, definitions, seen)
    if isinstance(value, dict):
        properties = node.get("properties", {})
        other = node.get("additionalProperties")
        for name, member in value.items():
            yield from _walk(properties.get(name, other), member, (*steps, name), sure, definitions, seen)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _walk(_item(node, index), member, (*steps, index), sure, definitions, seen)


def _in_place(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[tuple[Any, bool]]:
    """Yield the schemas that apply to the same value, and whether they do for certain."""
    if "$ref" in node:
        yield definitions.get(key_of(node["$ref"])), True
    for part in node.get("allOf", ()):
        yield part, True
    for keyword in ("anyOf", "oneOf"):
        branches = node.get(keyword, ())
        for part in branches:
            yield part, len(branches) == 1
    for keyword in ("then", "else"):
        yield node.get(keyword), False


def _item(node: Mapping[str, Any], index: int) -> Any:
    first = node.get("prefixItems", ())
    return first[index] if index < len(first) else node.get("items")


def put(value: Any, steps: Steps, new: Any) -> Any:
    """Return a copy of `value` in which the part at `steps`, which exists, is `new`."""
    if not steps:
        return new
    head, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {key: put(member, rest, new) if key == head else member for key, member in value.items()}
    return [put(member, rest, new) if index == head else member for index, member in enumerate(value)]


def add(value: Any, steps: Steps, new: Any) -> Any:
    """Return a copy of `value` in which the member at `steps`, of an object that exists, is `new`."""
    head, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {**value, str(head): add(value[str(head)], rest, new) if rest else new}
    return [add(member, rest, new) if index == head else member for index, member in enumerate(value)]


def drop(value: Any, steps: Steps) -> Any:
    """Return a copy of `value` without the member at `steps`, which exists."""
    head, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        return {
            key: drop(member, rest) if key == head else member for key, member in value.items() if key != head or rest
        }
    return [drop(m, rest) if index == head else m for index, m in enumerate(value) if index != head or rest]
