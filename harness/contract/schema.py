"""Holds the schemas of one contract, normalised at once and compiled when a value is first judged by them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs

from harness.contract.direction import directed
from harness.contract.normal import Normaliser, Unusable, in_place_refs, ref_to
from harness.contract.places import Place

REQUEST = "request"
"""Members that are `readOnly` are not required."""
REPLY = "reply"
"""Members that are `writeOnly` are not required."""


class Pool:
    """Every schema that an operation can reach, by its place in the contract."""

    def __init__(self, normaliser: Normaliser, formats: Mapping[str, Callable[[str], bool]]) -> None:
        """Take what normalises a schema, and the formats that the validator does not know by itself."""
        self.nodes: dict[str, Any] = {}
        self.edges: dict[str, tuple[str, ...]] = {}
        self.failures: dict[str, Unusable] = {}
        self.formats = dict(formats)
        self._normaliser = normaliser
        self._sound: set[str] = set()

    def schema(self, place: Place, direction: str) -> Schema:
        """Return the schema at `place`; raises Unusable when it, or one that it needs, cannot be used."""
        key = self._add(place)
        self._require_sound(key)
        return Schema(key, self, direction)

    def reachable(self, key: str) -> list[str]:
        """Return the places of all schemas that the one at `key` needs, itself included, sorted."""
        seen, rest = {key}, [key]
        while rest:
            for target in self.edges[rest.pop()]:
                if target not in seen:
                    seen.add(target)
                    rest.append(target)
        return sorted(seen)

    def _add(self, first: Place) -> str:
        rest = [first]
        while rest:
            place = rest.pop()
            key = str(place)
            if key in self.edges:
                continue
            needed: dict[str, Place] = {}

            def need(target: Place, needed: dict[str, Place] = needed) -> str:
                needed[str(target)] = target
                return str(target)

            try:
                self.nodes[key] = self._normaliser.normal(place, need)
            except Unusable as error:
                self.failures[key] = error
            self.edges[key] = tuple(needed)
            rest.extend(needed.values())
        return str(first)

    def _require_sound(self, key: str) -> None:
        if key in self._sound:
            return
        fresh = [name for name in self.reachable(key) if name not in self._sound]
        for name in fresh:
            if name in self.failures:
                raise self.failures[name]
        for name in _circles({ref_to(name): in_place_refs(self.nodes[name]) for name in fresh}):
            place = next(each for each in fresh if ref_to(each) == name)
            file, _, pointer = place.partition("#")
            raise Unusable("the schema is defined by itself", Place(file, pointer))
        self._sound.update(fresh)


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
    def definitions(self) -> dict[str, Any]:
        """Every schema that this one needs, by place."""
        return {key: self._pool.nodes[key] for key in self._pool.reachable(self.key)}

    def plain(self) -> dict[str, Any]:
        """Return one self-contained JSON Schema 2020-12 for values that travel in this direction."""
        defs = {key: directed(node, self._pool.nodes, self.direction) for key, node in self.definitions.items()}
        return {"$ref": ref_to(self.key), "$defs": defs}

    def is_valid(self, value: Any) -> bool:
        """Tell whether `value` keeps the schema."""
        validator = self._validator or self._compile()
        return validator.is_valid(value)

    def errors(self, value: Any) -> Iterator[jsonschema_rs.ValidationError]:
        """Yield the library's errors of `value`; `harness.contract.codes` turns them into our own."""
        validator = self._validator or self._compile()
        return validator.iter_errors(value)

    def _compile(self) -> jsonschema_rs.Draft202012Validator:
        self._validator = jsonschema_rs.Draft202012Validator(
            self.plain(), formats=self._pool.formats, validate_formats=True, offline=True
        )
        return self._validator


def _circles(graph: dict[str, set[str]]) -> Iterator[str]:
    """Yield one node of each circle found in `graph`; edges that leave the graph are ignored."""
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        path: dict[str, Iterator[str]] = {start: iter(sorted(graph[start]))}
        while path:
            node = next(reversed(path))
            for target in path[node]:
                if target in path:
                    yield target
                elif target in graph and target not in done:
                    path[target] = iter(sorted(graph[target]))
                    break
            else:
                done.add(node)
                del path[node]
