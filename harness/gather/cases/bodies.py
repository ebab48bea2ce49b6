"""Makes JSON bodies for one schema: right ones at the edges, wrong ones with one thing wrong, and others by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import Any, Final, NamedTuple

from harness.contract.schema import Schema
from harness.gather.cases.edges import Tried, edges
from harness.gather.cases.flat import Flat
from harness.gather.cases.values import Values
from harness.gather.cases.wrong import wrongs
from harness.gather.pairs import Steps, drop, put

MOST_PLACES: Final = 400
DEEPEST: Final = 6
MOST_BRANCHES: Final = 6
WHOLE: Final = "the whole"
"""Names the place of a change that is no part of the value."""


class Place(NamedTuple):
    """A part of a value, and the schema there."""

    steps: Steps
    value: Any
    flat: Flat


class Change(NamedTuple):
    """What is done to a base value: something put at a place, or the place taken out."""

    why: str
    base: int
    steps: Steps
    new: Any
    out: bool = False


class Bodies:
    """The bodies of one schema."""

    def __init__(self, schema: Schema, examples: Iterable[Any] = ()) -> None:
        """`examples` are the description's own; those that break its schema are passed over."""
        self.schema = schema
        self.values = Values(schema)
        self.bases = _unlike(value for value in (*examples, *self._made()) if schema.is_valid(value))
        """Values that keep the schema, from which others are made: examples, the fullest, the plainest."""

    def right(self) -> list[Tried]:
        """Return the bases themselves, then one edge at a time."""
        return [Tried("as described", base) for base in self.bases]

    def right_changes(self) -> list[Change]:
        """Return every edge that there is, place by place."""
        found = []
        for number, base in enumerate(self.bases):
            for place in self.places(base):
                found += [
                    Change(f"{_named(place.steps)}: {why}", number, place.steps, value)
                    for why, value in edges(self.values, place.flat)
                ]
                found += [
                    Change(f"without {_named((*place.steps, name))}", number, (*place.steps, name), None, True)
                    for name in _optional(place)
                ]
        return found

    def wrong_changes(self) -> list[Change]:
        """Return every way to break one thing, place by place; of the bases the first that has the place."""
        found, seen = [], set[Steps]()
        for number, base in enumerate(self.bases):
            for place in self.places(base):
                if place.steps not in seen:
                    seen.add(place.steps)
                    found += [
                        Change(f"{_named(place.steps)}: {why}", number, place.steps, value)
                        for why, value in wrongs(self.values, place.flat, place.value)
                    ]
        return found

    def done(self, change: Change) -> Any:
        """Return the base with the change made to it."""
        base = self.bases[change.base]
        return drop(base, change.steps) if change.out else put(base, change.steps, change.new)

    def by_chance(self, random: Random, *, right: bool) -> Any:
        """Return a body by chance: a right one, or one with one or two things wrong."""
        value = self.values.by_chance(random, random.choice(self.bases) if self.bases else None)
        return value if right else self.broken(value, random)

    def broken(self, value: Any, random: Random) -> Any:
        """Return a value with one thing wrong, sometimes two."""
        for _ in range(1 if random.random() < 0.7 else 2):
            places = self.places(value)
            if not places:
                return None
            place = random.choice(places)
            options = list(wrongs(self.values, place.flat, place.value))
            if options:
                value = put(value, place.steps, random.choice(options).value)
        return value

    def altered(self, value: Any, random: Random) -> Any:
        """Return a right value near to `value`: one place of it at an edge, or one member less."""
        places = self.places(value)
        place = random.choice(places) if places else Place((), value, self.values.flat(self.schema.node))
        options = [put(value, place.steps, tried.value) for tried in edges(self.values, place.flat)]
        options += [drop(value, (*place.steps, name)) for name in _optional(place)]
        return random.choice(options) if options else value

    def with_known(self, value: Any, random: Random, known: Callable[[str], list[Any]]) -> Any:
        """Return `value` with one member as it was seen elsewhere under that name; `value` itself where none was."""
        options = [
            (place.steps, other)
            for place in self.places(value)
            if place.steps and isinstance(place.steps[-1], str)
            for other in known(place.steps[-1])
            if other != place.value
        ]
        return put(value, *random.choice(options)) if options else value

    def places(self, value: Any) -> list[Place]:
        """Return the parts of a value with their schemas, outermost first."""
        return list(self._places(self.schema.node, value, (), 0))[:MOST_PLACES]

    def _made(self) -> Iterator[Any]:
        for choice in range(min(self.values.flattener.branches(self.schema.node), MOST_BRANCHES)):
            yield self.values.full(choice)
            yield self.values.plain(choice)

    def _places(self, node: Any, value: Any, steps: Steps, depth: int) -> Iterator[Place]:
        if depth > DEEPEST:
            return
        flat = self._fitting(node, value)
        yield Place(steps, value, flat)
        if isinstance(value, dict):
            known, other = flat.get("properties", {}), flat.get("additionalProperties", True)
            for name, member in value.items():
                yield from self._places(known.get(name, other), member, (*steps, name), depth + 1)
        elif isinstance(value, list) and value:
            first = flat.get("prefixItems", ())
            for index in range(max(1, min(len(first), len(value)))):
                node = first[index] if index < len(first) else flat.get("items", True)
                yield from self._places(node, value[index], (*steps, index), depth + 1)

    def _fitting(self, node: Any, value: Any) -> Flat:
        """Return the schema's branch that has most of the value's members."""
        count = min(self.values.flattener.branches(node), MOST_BRANCHES)
        options = [self.values.flat(node, choice) for choice in range(count)]
        if count == 1 or not isinstance(value, dict):
            return options[0]
        return max(options, key=lambda flat: len(value.keys() & flat.get("properties", {}).keys()))


def _unlike(values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _optional(place: Place) -> Sequence[str]:
    if not isinstance(place.value, dict):
        return ()
    needed = place.flat.get("required", ())
    return [name for name in place.value if name not in needed]


def _named(steps: Steps) -> str:
    return "/".join(map(str, steps)) or WHOLE
