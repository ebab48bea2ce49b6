"""Holds what a run has learned of a product whose description is its own: names that exist, bodies that were accepted.

A pure function of the exchanges of the partitions `explore:...`, the contract and the fixtures: a run that goes on, and
every worker process, learns the same again from the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import msgspec

from harness.contract import Contract, Operation
from harness.evidence import HALLMARK, Exchange, Observation, Response
from harness.reading import NotJson, Reading
from harness.resources import Resource, resources_of
from harness.resources.answers import created_name, elements_of, name_at
from harness.resources.names import plain, singular
from harness.resources.paths import lies_on, placeholders, with_above

EXPLORE: Final = "explore:"
"""Before the collection, in the names of the partitions that are learned from."""
FIXTURE: Final = "parameters"
"""Fixture of a run file that gives values which exist over there, by name of parameter."""
MOST_NAMES: Final = 50

Address = tuple[str, ...]
"""Values of the placeholders of an item's path, in their order."""


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Items of one resource that are known to exist."""

    made: tuple[Address, ...] = ()
    """By this run; only these are ever changed or removed."""
    seen: tuple[Address, ...] = ()


class Knowledge(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What is known; nothing in it changes once the exploration is over."""

    values: Mapping[str, tuple[str, ...]] = {}
    """From the run file, by plain name of parameter."""
    names: Mapping[str, Names] = {}
    """By collection."""
    elements: Mapping[str, tuple[Any, ...]] = {}
    """What lists showed, by collection: at most MOST_NAMES."""
    bodies: Mapping[str, Any] = {}
    """JSON that was accepted, by operation."""
    resources: tuple[Resource, ...] = ()

    def resource_of(self, path: str) -> Resource | None:
        """Return the resource whose item lies on `path`, or above it: the nearest."""
        return next((self._by_item[above] for above in with_above(path) if above in self._by_item), None)

    def address(self, resource: Resource, *, ours: bool) -> Address | None:
        """Return an item that exists; where it will be changed, only one of `ours` or that the run file names."""
        known = self.names.get(resource.collection, Names())
        declared = self._declared(resource.item_path)
        candidates = (*known.made, *((declared,) if declared else ()), *(() if ours else known.seen))
        return candidates[0] if candidates else None

    def path_values(self, operation: Operation, *, ours: bool) -> dict[str, str]:
        """Return values for the path parameters of an operation, as far as they are known."""
        wanted = placeholders(operation.path)
        found = {name: self.values[plain(name)][0] for name in wanted if plain(name) in self.values}
        resource = self.resource_of(operation.path)
        while resource is not None and len(found) < len(wanted):
            address = self.address(resource, ours=ours and lies_on(operation.path, resource.item_path))
            if address is not None:
                return dict(zip(wanted, address, strict=False)) | found
            resource = self._parent(resource)
        return found

    def named(self, name: str) -> str | None:
        """Return a value for a parameter or property of that name: from the run file, else an item that it names."""
        if plain(name) in self.values:
            return self.values[plain(name)][0]
        for resource in self._by_name.get(plain(name), ()):
            address = self.address(resource, ours=False)
            if address is not None:
                return address[-1]
        return None

    @cached_property
    def _by_item(self) -> Mapping[str, Resource]:
        """Each resource by the path of its items; of several on one path the first."""
        return {with_above(one.item_path)[0]: one for one in reversed(self.resources) if one.item_path}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Resource, ...]]:
        """The resources that a parameter or property names, by its plain name."""
        found: dict[str, tuple[Resource, ...]] = {}
        for resource in self.resources:
            for name in _names_of(resource):
                found[name] = (*found.get(name, ()), resource)
        return found

    def _declared(self, path: str) -> Address | None:
        wanted = placeholders(path)
        if wanted and all(plain(name) in self.values for name in wanted):
            return tuple(self.values[plain(name)][0] for name in wanted)
        return None

    def _parent(self, resource: Resource) -> Resource | None:
        return next((one for one in self.resources if one.collection == resource.parent), None)


def learn(observations: Iterable[Observation], contract: Contract, base: str, fixtures: Mapping[str, Any]) -> Knowledge:
    """Return what the exchanges of the exploration tell; others among `observations` are passed over."""
    learner = Learner(contract, base, fixtures)
    for one in observations:
        learner.see_explored(one)
    return learner.knowledge()


class Learner:
    """Learns from one exchange after another."""

    def __init__(self, contract: Contract, base: str, fixtures: Mapping[str, Any]) -> None:
        """Know what the run file says, and nothing else yet."""
        self._contract = contract
        self._base = base
        self._resources = resources_of(contract)
        self._by_operation = {name: one for one in self._resources for name in one.operations}
        self._values = _declared(fixtures)
        self._made: dict[str, dict[Address, None]] = {}
        self._seen: dict[str, dict[Address, None]] = {}
        self._elements: dict[str, list[Any]] = {}
        self._bodies: dict[str, Any] = {}

    def knowledge(self) -> Knowledge:
        """Return what is known by now."""
        collections = (*self._made, *(name for name in self._seen if name not in self._made))
        return Knowledge(
            values=self._values,
            names={
                name: Names(made=tuple(self._made.get(name, ())), seen=tuple(self._seen.get(name, ())))
                for name in collections
            },
            elements={name: tuple(elements) for name, elements in self._elements.items()},
            bodies=dict(self._bodies),
            resources=self._resources,
        )

    def see_explored(self, one: Observation) -> None:
        """Take in an observation if it is an exchange of the exploration."""
        if isinstance(one, Exchange) and one.id.partition.startswith(EXPLORE):
            self.see(one)

    def see(self, exchange: Exchange) -> None:
        """Take in one exchange of ours; anything but a success says nothing."""
        if exchange.from_party != HALLMARK or not isinstance(exchange.reply, Response):
            return
        x = Reading(exchange, self._contract, self._base)
        resource = self._by_operation.get(x.operation_id)
        if resource is None or not 200 <= exchange.reply.status < 300:
            return
        if x.operation_id == resource.list:
            self._listed(resource, x)
        elif x.operation_id == resource.create:
            self._created(resource, x)
        if x.exchange.request.body and not isinstance(x.request_json, NotJson):
            self._bodies.setdefault(x.operation_id, x.request_json)

    def _listed(self, resource: Resource, x: Reading) -> None:
        elements = elements_of(resource, x) or []
        kept = self._elements.setdefault(resource.collection, [])
        kept += elements[: MOST_NAMES - len(kept)]
        if not resource.item_path or resource.element_id is None:
            return
        above = tuple(x.path_params.values())
        seen = self._seen.setdefault(resource.collection, {})
        for element in elements:
            name = name_at(element, resource.element_id)
            if name is not None and len(seen) < MOST_NAMES:
                seen[(*above, name)] = None

    def _created(self, resource: Resource, x: Reading) -> None:
        name = created_name(resource, x)
        if name is not None and resource.item_path:
            self._made.setdefault(resource.collection, {})[*x.path_params.values(), name] = None


def _names_of(resource: Resource) -> frozenset[str]:
    """Return what an item is called where something else names it, plainly."""
    if not resource.parameter or len(placeholders(resource.item_path)) != 1:
        return frozenset()
    noun = singular(plain(resource.collection.rpartition("/")[2]))
    return frozenset({plain(resource.parameter)} - {"id", "name", "code"}) | {f"{noun}id", f"{noun}uuid"}


def _declared(fixtures: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    given = fixtures.get(FIXTURE)
    found: dict[str, tuple[str, ...]] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        values = value if isinstance(value, list) else [value]
        texts = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)
        if texts:
            found[plain(str(name))] = texts
    return found
