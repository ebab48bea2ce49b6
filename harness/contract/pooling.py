"""Puts the schemas that operations need into a pool, with all that those refer to, and refuses unsound ones."""

from __future__ import annotations

from harness.contract.circles import circles
from harness.contract.normal import Normaliser, Unusable, in_place_refs, ref_to
from harness.contract.places import Place
from harness.contract.schema import REQUEST, Pool, Schema


class Pooling:
    """Fills one pool from the files of one description."""

    def __init__(self, pool: Pool, normaliser: Normaliser) -> None:
        """Take the pool to fill, and what normalises a schema."""
        self.pool = pool
        self._normaliser = normaliser
        self._failures: dict[str, Unusable] = {}
        self._sound: set[str] = set()

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
        fresh = [name for name in self.pool.reachable(key) if name not in self._sound]
        for name in fresh:
            if name in self._failures:
                raise self._failures[name]
        for name in circles({ref_to(name): in_place_refs(self.pool.nodes[name]) for name in fresh}):
            place = next(each for each in fresh if ref_to(each) == name)
            file, _, pointer = place.partition("#")
            raise Unusable("the schema is defined by itself", Place(file, pointer))
        self._sound.update(fresh)
