"""Puts the schemas that operations need into a pool, with all that those refer to, and refuses unsound ones."""

from __future__ import annotations

from harness.contract.choice import choices
from harness.contract.circles import circles, weigh
from harness.contract.direction import key_of
from harness.contract.normal import MOST_AT_ONCE, Normaliser, Unusable, in_place_refs, ref_to, references
from harness.contract.places import Place
from harness.contract.schema import REQUEST, Pool, Schema

MOST_SCHEMAS = 1_000_000
MOST_SCOPED = 5_000
"""Ways of reading schemas that hold dynamic references; they can be as many as there are sets of schemas."""


class Pooling:
    """Fills one pool from the files of one description."""

    def __init__(self, pool: Pool, normaliser: Normaliser) -> None:
        """Take the pool to fill, and what normalises a schema."""
        self.pool = pool
        self._normaliser = normaliser
        self._places: dict[str, Place] = {}
        self._failures: dict[str, Unusable] = {}
        self._sound: set[str] = set()
        self._scoped = 0
        self._direct: dict[str, tuple[str, ...]] = {}
        self._weights: dict[str, int] = {}
        """By `$ref`, how many schemas apply to a value that the one there applies to."""

    @property
    def notes(self) -> list[tuple[str, Place]]:
        """What is not enforced, though the rest of its schema is."""
        return self._normaliser.notes

    def schema(self, place: Place, direction: str) -> Schema:
        """Return the schema at `place`; raises Unusable when it, or one that it needs, cannot be used."""
        key = self._add(place)
        self._require_sound(key)
        return self.pool.schema(key, direction)

    def composed(self, place: Place, members: dict[str, Place], required: list[str]) -> Schema:
        """Return the schema of an object with `members`, as that of a form; it goes by the name of `place`."""
        key = str(place)
        properties = {name: {"$ref": ref_to(self._add(each))} for name, each in members.items()}
        self.pool.nodes[key] = {"type": "object", "properties": properties, "required": required}
        self.pool.edges[key] = tuple(str(each) for each in members.values())
        self._require_sound(key)
        return self.pool.schema(key, REQUEST)

    def _add(self, first: Place) -> str:
        rest = [first]
        while rest:
            place = rest.pop()
            key = str(place)
            if key in self.pool.edges:
                continue
            self._places[key] = place
            self._scoped += bool(place.scope)
            if len(self.pool.edges) >= MOST_SCHEMAS or self._scoped > MOST_SCOPED:
                self._failures[key] = Unusable("there are more schemas, or ways to read them, than are read", place)
                self.pool.edges[key] = ()
                continue
            needed: dict[str, Place] = {}

            def need(target: Place, needed: dict[str, Place] = needed) -> str:
                needed[str(target)] = target
                return str(target)

            try:
                self.pool.nodes[key] = self._normaliser.normal(place, need)
            except Unusable as error:
                self._failures[key] = error
            self.pool.edges[key] = tuple(needed)
            rest.extend(needed.values())
        return str(first)

    def _require_sound(self, key: str) -> None:
        if key in self._sound:
            return
        fresh = self._fresh(key)
        if any(any(choices(self.pool.nodes.get(name))) for name in fresh):
            self._prune(fresh)
            fresh = self._fresh(key)
        for name in fresh:
            if name in self._failures:
                raise self._failures[name]
        graph = {ref_to(name): in_place_refs(self.pool.nodes[name]) for name in fresh}
        for ref in circles(graph):
            raise Unusable("the schema is defined by itself", self._places[key_of(ref)])
        weigh(graph, self._weights, MOST_AT_ONCE)
        for ref in graph:
            if self._weights[ref] >= MOST_AT_ONCE:
                reason = f"more than {MOST_AT_ONCE} schemas would apply to one value"
                raise Unusable(reason, self._places[key_of(ref)])
        self._sound.update(fresh)

    def _fresh(self, key: str) -> list[str]:
        return self.pool.reachable(key, self._sound)

    def _prune(self, keys: list[str]) -> None:
        """Take out what a discriminator cannot choose: what is unusable, and what leads back to where it stands."""
        self._direct = {}
        unusable = self._unusable(keys)
        reached: dict[str, set[str]] = {}
        for key in keys:
            node = self.pool.nodes.get(key)
            here = in_place_refs(node)
            for choice in choices(node):
                for value, ref in list(choice["to"].items()):
                    target = key_of(ref)
                    if target in unusable or (ref in here and key in self._in_place(target, reached)):
                        del choice["to"][value]
                        why = self._why(target) if target in unusable else "it leads back to where it stands"
                        self.notes.append((f"the discriminator is not enforced for {value}: {why}", self._places[key]))
                self.pool.edges[key] = tuple(map(key_of, references(node)))

    def _why(self, key: str) -> str:
        return next(str(self._failures[each]) for each in self.pool.reachable(key) if each in self._failures)

    def _unusable(self, keys: list[str]) -> set[str]:
        """Return the schemas that need one that failed, by more than the choice of a discriminator."""
        needing: dict[str, list[str]] = {}
        for key in keys:
            for ref in references(self.pool.nodes.get(key), choosing=False):
                needing.setdefault(key_of(ref), []).append(key)
        found, rest = set(), [key for key in keys if key in self._failures]
        while rest:
            key = rest.pop()
            if key not in found:
                found.add(key)
                rest.extend(needing.get(key, ()))
        return found

    def _in_place(self, key: str, reached: dict[str, set[str]]) -> set[str]:
        """Return the schemas that apply to the value that the one at `key` applies to; `reached` remembers them."""
        if key not in reached:
            found, rest = {key}, [key]
            while rest:
                for target in self._in_place_of(rest.pop()):
                    if target not in found:
                        found.add(target)
                        rest.append(target)
            reached[key] = found
        return reached[key]

    def _in_place_of(self, key: str) -> tuple[str, ...]:
        if key not in self._direct:
            self._direct[key] = tuple(map(key_of, in_place_refs(self.pool.nodes.get(key))))
        return self._direct[key]
