"""Puts the schemas that operations need into a pool, with all that those refer to, and refuses unsound ones."""

from __future__ import annotations

from harness.contract.choice import choices
from harness.contract.circles import circles
from harness.contract.direction import key_of
from harness.contract.normal import Normaliser, Unusable, in_place_refs, ref_to, references
from harness.contract.places import Place
from harness.contract.schema import REQUEST, Pool, Schema

MOST_SCHEMAS = 200_000
"""Schemas of one description; each way of reading one that holds dynamic references counts."""


class Pooling:
    """Fills one pool from the files of one description."""

    def __init__(self, pool: Pool, normaliser: Normaliser) -> None:
        """Take the pool to fill, and what normalises a schema."""
        self.pool = pool
        self._normaliser = normaliser
        self._places: dict[str, Place] = {}
        self._failures: dict[str, Unusable] = {}
        self._sound: set[str] = set()

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
            if len(self.pool.edges) >= MOST_SCHEMAS:
                self._failures[key] = Unusable(f"there are more than {MOST_SCHEMAS} schemas", place)
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
        for ref in circles({ref_to(name): in_place_refs(self.pool.nodes[name]) for name in fresh}):
            raise Unusable("the schema is defined by itself", self._places[key_of(ref)])
        self._sound.update(fresh)

    def _fresh(self, key: str) -> list[str]:
        return self.pool.reachable(key, self._sound)

    def _prune(self, keys: list[str]) -> None:
        """Take out what a discriminator cannot choose: what is unusable, and what leads back to where it stands."""
        unusable = self._unusable(keys)
        for key in keys:
            node = self.pool.nodes.get(key)
            here = in_place_refs(node)
            for choice in choices(node):
                for value, ref in list(choice["to"].items()):
                    target = key_of(ref)
                    if target in unusable or (ref in here and key in self._in_place(target)):
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

    def _in_place(self, key: str) -> set[str]:
        """Return the schemas that apply to the very value that the one at `key` applies to."""
        found, rest = {key}, [key]
        while rest:
            for target in map(key_of, in_place_refs(self.pool.nodes.get(rest.pop()))):
                if target not in found:
                    found.add(target)
                    rest.append(target)
        return found
