"""Reads discriminators: which named schema stands for which value of a property (OpenAPI 3.1, 4.8.25)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.contract.dialect import Dialect
from harness.contract.places import Place, Places, Unfound

MOST_HOPS = 20


class Chosen(NamedTuple):
    """What a discriminator says."""

    property: str
    to: dict[str, Place]
    only: tuple[str, ...] | None
    """Every value that is possible, where the description says so."""


class Discriminators:
    """Reads the discriminators of one description."""

    def __init__(self, places: Places, dialect: Dialect) -> None:
        """Take the files, and the version of OpenAPI."""
        self._places = places
        self._dialect = dialect
        self._schemas = dialect.schemas
        self._children: dict[Place, list[Place]] | None = None
        self._chosen: dict[Place, frozenset[Place]] = {}

    def chosen(self, node: dict[str, Any], place: Place) -> Chosen:
        """Return what the discriminator of the schema `node` at `place` says; raises Unfound where it is none."""
        said = node["discriminator"]
        name = said.get("propertyName") if isinstance(said, dict) else None
        if not isinstance(name, str):
            raise Unfound("a discriminator needs a propertyName")
        branches = self._branches(node, place)
        inline = any("$ref" not in each for each in self._alternatives(node) if isinstance(each, dict))
        to = {self._name(branch): branch for branch in branches if self._name(branch)}
        mapping = said.get("mapping")
        given = mapping if isinstance(mapping, dict) else {}
        for value, target in given.items():
            to[value] = self._target(target, place)
        only = None
        if not self._alternatives(node):
            to.setdefault(self._name(place), place)
            to.pop("", None)
            only = tuple(sorted(to)) if given else None
        elif given and not inline:
            only = self._possible(name, to, branches, {to[value] for value in given})
        own = place._replace(base=False, scope=())
        return Chosen(name, {value: at._replace(base=at == own) for value, at in to.items()}, only)

    def is_parent(self, place: Place) -> bool:
        """Tell whether the schema at `place` chooses among those that are made from it by `allOf`."""
        try:
            _, node = self._places.follow(place)
        except Unfound:
            return False
        return isinstance(node, dict) and "discriminator" in node and not self._alternatives(node)

    def chooses(self, parent: Place, child: Place) -> bool:
        """Tell whether the discriminator of `parent` chooses `child` among the schemas made from it by `allOf`."""
        try:
            place, node = self._places.follow(parent)
            if not isinstance(node, dict) or "discriminator" not in node or self._alternatives(node):
                return False
            if place not in self._chosen:
                self._chosen[place] = self._of(node, place)
        except Unfound:
            return False
        return child._replace(base=False, scope=()) in self._chosen[place]

    def _of(self, node: dict[str, Any], place: Place) -> frozenset[Place]:
        chosen = self.chosen(self._dialect.schema(node), place)
        return frozenset(at._replace(base=False) for at in chosen.to.values())

    def _possible(
        self, name: str, to: dict[str, Place], branches: tuple[Place, ...], mapped: set[Place]
    ) -> tuple[str, ...] | None:
        """Return the values that may stand there: those that are mapped, and what the other branches name."""
        values = set(to)
        for branch in branches:
            if branch not in mapped:
                named = _named_values(self._places, branch, name)
                if named is None:
                    return None
                values |= named
        return tuple(sorted(values))

    def _alternatives(self, node: dict[str, Any]) -> list[Any]:
        return [each for key in ("oneOf", "anyOf") if isinstance(node.get(key), list) for each in node[key]]

    def _branches(self, node: dict[str, Any], place: Place) -> tuple[Place, ...]:
        alternatives = self._alternatives(node)
        if not alternatives:
            return tuple(self._descendants(place._replace(base=False, scope=())))
        refs = [each["$ref"] for each in alternatives if isinstance(each, dict) and "$ref" in each]
        return tuple(self._places.target(ref, place) for ref in refs)

    def _target(self, written: Any, place: Place) -> Place:
        """Return the schema that a mapping names, by its name or by a reference."""
        if not isinstance(written, str):
            raise Unfound("a discriminator maps to text")
        named = Place("", self._schemas).below(written)
        try:
            self._places.value(named)
        except Unfound:
            return self._places.target(written, place)
        return named

    def _name(self, place: Place) -> str:
        parent, _, token = place.pointer.rpartition("/")
        return token.replace("~1", "/").replace("~0", "~") if parent == self._schemas else ""

    def _descendants(self, place: Place) -> Iterator[Place]:
        seen, rest = {place}, [place]
        while rest:
            for child in self._families().get(rest.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    rest.append(child)
                    yield child

    def _families(self) -> dict[Place, list[Place]]:
        """Return by schema the named ones that are made from it by `allOf`."""
        if self._children is None:
            self._children = {}
            for child, parent in self._kinships():
                self._children.setdefault(parent, []).append(child)
        return self._children

    def _kinships(self) -> Iterator[tuple[Place, Place]]:
        root = Place("", self._schemas)
        try:
            named = self._places.value(root)
        except Unfound:
            return
        for name, node in named.items() if isinstance(named, dict) else ():
            parts = node.get("allOf") if isinstance(node, dict) else None
            for part in parts if isinstance(parts, list) else ():
                if isinstance(part, dict) and "$ref" in part:
                    try:
                        yield root.below(name), self._places.target(part["$ref"], root.below(name))
                    except Unfound:
                        continue


def _named_values(places: Places, place: Place, name: str, depth: int = 0) -> set[str] | None:
    """Return the values that a schema itself allows for its member `name`, or None where it does not say."""
    try:
        place, node = places.follow(place)
        if not isinstance(node, dict) or depth > MOST_HOPS:
            return None
        members = node.get("properties")
        if isinstance(members, dict) and name in members:
            return _options(places.follow(place.below("properties", name))[1])
    except Unfound:
        return None
    parts = node.get("allOf")
    found = (
        _named_values(places, place.below("allOf", index), name, depth + 1)
        for index in range(len(parts) if isinstance(parts, list) else 0)
    )
    return next((each for each in found if each is not None), None)


def _options(node: Any) -> set[str] | None:
    if not isinstance(node, dict):
        return None
    options = [node["const"]] if "const" in node else node.get("enum")
    return set(options) if isinstance(options, list) and all(isinstance(each, str) for each in options) else None
