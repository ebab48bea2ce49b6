"""Holds the schemas of one contract, compiled when a value is first judged by them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any

import jsonschema_rs

from harness.contract.choice import choices, enforced
from harness.contract.direction import directed, key_of
from harness.contract.normal import ref_to, references
from harness.contract.pattern import OPTIONS

REQUEST = "request"
"""Members that are `readOnly` are not required."""
REPLY = "reply"
"""Members that are `writeOnly` are not required."""

MOST_HOPS = 50


class Pool:
    """Every schema that an operation can reach, by its place in the contract."""

    def __init__(self, formats: Mapping[str, Callable[[str], bool]]) -> None:
        """Take the formats that the validator does not know by itself."""
        self.nodes: dict[str, Any] = {}
        self.edges: dict[str, tuple[str, ...]] = {}
        """By place, the places that the schema there refers to; each is a key of `nodes` in a schema that is used."""
        self.formats = dict(formats)
        self._directed: dict[tuple[str, str], Any] = {}
        self._schemas: dict[tuple[str, str], Schema] = {}

    def schema(self, key: str, direction: str) -> Schema:
        """Return the schema at `key`, which must be sound: one object for each direction."""
        found = self._schemas.get((key, direction))
        if found is None:
            found = self._schemas[key, direction] = Schema(key, self, direction)
        return found

    def directed(self, key: str, direction: str) -> Any:
        """Return the schema at `key` as values that travel in `direction` are held against it; worked out once."""
        found = self._directed.get((key, direction))
        if found is None:
            node = directed(self.nodes[key], self.nodes, direction)
            found = self._directed[key, direction] = enforced(node) if any(choices(node)) else node
        return found

    def keeper(self, node: Any) -> Callable[[Any], bool]:
        """Return what tells whether a value keeps a normal schema, of this pool or within one of it."""
        keys = {key for ref in references(node) for key in self.reachable(key_of(ref))}
        schema = {"allOf": [enforced(node)], "$defs": {key: enforced(self.nodes[key]) for key in keys}}
        return _validator(schema, self.formats).is_valid

    def reachable(self, key: str, known: Container[str] = ()) -> list[str]:
        """Return the places of all schemas that the one at `key` needs, itself included, sorted.

        Those in `known` are left out, and so is what only they need.
        """
        if key in known:
            return []
        seen, rest = {key}, [key]
        while rest:
            for target in self.edges[rest.pop()]:
                if target not in seen and target not in known:
                    seen.add(target)
                    rest.append(target)
        return sorted(seen)


class Schema:
    """One schema, in the direction in which its values travel."""

    __slots__ = ("_pool", "_validator", "direction", "key")

    def __init__(self, key: str, pool: Pool, direction: str) -> None:
        """Made by `Pool.schema`."""
        self.key = key
        """Place in the contract, `file#/json/pointer`, the file left out for the main one."""
        self.direction = direction
        self._pool = pool
        self._validator: jsonschema_rs.Draft202012Validator | None = None

    @property
    def node(self) -> Any:
        """The schema itself in plain JSON Schema 2020-12, whatever its direction; follow its `$ref`s with `resolve`."""
        return self._pool.nodes[self.key]

    @property
    def type(self) -> str:
        """The one `type` that the schema, or what it refers to, names; '' where it names none or several."""
        node = self.node
        for _ in range(MOST_HOPS):
            if not isinstance(node, dict) or "type" in node or "$ref" not in node:
                break
            node = self._pool.nodes[key_of(node["$ref"])]
        found = node.get("type") if isinstance(node, dict) else None
        return found if isinstance(found, str) else ""

    @property
    def says_nothing(self) -> bool:
        """Whether every value keeps the schema, as it has no keyword."""
        return self.node is True or self.node == {}

    @property
    def definitions(self) -> dict[str, Any]:
        """Every schema that this one needs, by place."""
        return {key: self._pool.nodes[key] for key in self._pool.reachable(self.key)}

    def add_to(self, found: dict[str, Any]) -> None:
        """Add every schema that this one needs to `found`, by place; it holds all that those in it need already."""
        nodes, edges = self._pool.nodes, self._pool.edges
        rest = [self.key]
        while rest:
            key = rest.pop()
            if key not in found:
                found[key] = nodes[key]
                rest.extend(edges[key])

    def plain(self) -> dict[str, Any]:
        """Return one self-contained JSON Schema 2020-12 for values that travel in this direction."""
        defs = {key: self._pool.directed(key, self.direction) for key in self._pool.reachable(self.key)}
        return {"$ref": ref_to(self.key), "$defs": defs}

    def is_valid(self, value: Any) -> bool:
        """Tell whether `value` keeps the schema."""
        validator = self._validator or self._compile()
        return validator.is_valid(value)

    def errors(self, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        """Yield the library's errors of `value`; `harness.contract.codes` turns them into our own."""
        validator = self._validator or self._compile()
        return validator.iter_errors(value)

    def keeper(self, node: Any) -> Callable[[Any], bool]:
        """Return what tells whether a value keeps `node`, a schema within one of the same contract."""
        return self._pool.keeper(node)

    def _compile(self) -> jsonschema_rs.Draft202012Validator:
        """Compile it, or take what it only refers to: a component that a hundred operations share is compiled once."""
        key = self.key
        for _ in self._pool.nodes:  # as many steps as there are places, so that a ring of them ends as well
            node = self._pool.nodes[key]
            if not isinstance(node, dict) or node.keys() != {"$ref"}:
                break
            key = key_of(node["$ref"])
        if key != self.key:
            component = self._pool.schema(key, self.direction)
            self._validator = component._validator or component._compile()
        else:
            self._validator = _validator(self.plain(), self._pool.formats)
        return self._validator


def _validator(schema: Any, formats: Mapping[str, Callable[[str], bool]]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        schema, formats=dict(formats), validate_formats=True, pattern_options=OPTIONS, offline=True
    )
