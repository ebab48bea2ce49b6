"""Walks the files of one description; what cannot be read becomes a gap, and costs no more than itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.contract.media import is_looked_into
from harness.contract.model import Media, Unresolved
from harness.contract.normal import Unusable
from harness.contract.places import Place, Places, Unfound
from harness.contract.pooling import Pooling
from harness.contract.schema import Schema
from harness.errors import ContractError

MOST_PARTS = 1_500_000
"""Parameters, replies, header fields and the like; those that stand behind one reference count each time."""


class Source:
    """The values of one description, with its references followed, and all the gaps found so far."""

    def __init__(self, places: Places, pooling: Pooling) -> None:
        """Take the files, and what the schemas go to."""
        self.places = places
        self.pooling = pooling
        self._read = 0
        self.gaps: dict[Unresolved, None] = {}
        self.missed: list[Unresolved] = []
        """Gaps since this list was last replaced."""

    def root(self) -> dict[str, Any]:
        """Return the main document."""
        root: dict[str, Any] = self.places.value(Place("", ""))
        return root

    def follow(self, place: Place) -> tuple[Place, Any]:
        """Return where the references at `place` end, and the value there; None, and a gap, where they lead nowhere."""
        try:
            return self.places.follow(place)
        except Unfound as error:
            self.miss(str(error), place)
            return place, None

    def object(self, place: Place, what: str) -> tuple[Place, dict[str, Any] | Unresolved]:
        """Return what `follow` returns where that is an object, and the gap otherwise.

        Raises ContractError where references make more of a description than anybody has written.
        """
        self._read += 1
        if self._read > MOST_PARTS:
            raise ContractError(f"it unfolds to more than {MOST_PARTS} parts", where=self.places.where(place))
        try:
            place, value = self.places.follow(place)
            reason = f"{what} must be an object"
        except Unfound as error:
            value, reason = None, str(error)
        return place, value if isinstance(value, dict) else self.miss(reason, place)

    def members(self, place: Place) -> Iterator[tuple[str, Place]]:
        """Yield name and place of each member of the object at `place`, if one is there; a list has none."""
        value = self.peek(place)
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            # No version allows a reference in place of a map; published descriptions have it all the same.
            place, value = self.follow(place)
        if isinstance(value, dict):
            yield from ((name, place.below(name)) for name in value)
        elif value is not None and not isinstance(value, list):
            self.miss("an object must stand here", place)

    def elements(self, place: Place) -> Iterator[Place]:
        """Yield the place of each element of the list at `place`, if one is there."""
        value = self.peek(place)
        if isinstance(value, list):
            yield from (place.below(index) for index in range(len(value)))
        elif value is not None:
            self.miss("a list must stand here", place)

    def peek(self, place: Place) -> Any:
        """Return the value at `place`, or None where nothing stands."""
        try:
            return self.places.value(place)
        except Unfound:
            return None

    def schema(self, place: Place, direction: str) -> Schema | Unresolved:
        """Return the schema at `place`, or why it cannot be used."""
        try:
            return self.pooling.schema(place, direction)
        except Unusable as error:
            return self.gap(str(error), error.place)
        finally:
            while self.pooling.notes:
                self.gap(*self.pooling.notes.pop(0))

    def composed(self, place: Place, members: dict[str, Place], required: list[str]) -> Schema | Unresolved:
        """Return the schema of an object whose members stand elsewhere, each a schema of its own."""
        try:
            return self.pooling.composed(place, members, required)
        except Unusable as error:
            return self.gap(str(error), error.place)

    def examples(self, value: dict[str, Any], place: Place) -> tuple[tuple[str, Any], ...]:
        """Return the examples of the parameter or media type `value`, the unnamed one first."""
        found = [("", each) for each in self._literal(place.below("example"))] if "example" in value else []
        for name, each in self.members(place.below("examples")):
            try:
                at, example = self.places.follow(each)
            except Unfound as error:
                self.gap(str(error), each)
                continue
            if isinstance(example, dict):
                given = [member for member in ("value", "dataValue") if member in example][:1]
                found += [(name, each) for member in given for each in self._literal(at.below(member))]
                if "externalValue" in example:
                    self.gap("an example that lies elsewhere is not fetched", each)
        return tuple(found)

    def _literal(self, place: Place) -> Iterator[Any]:
        """Yield the value of an example; one that is nothing but a reference is meant as one, though none may be."""
        value = self.places.value(place)
        if not (isinstance(value, dict) and set(value) == {"$ref"}):
            yield value
            return
        try:
            yield self.places.follow(place)[1]
        except Unfound as error:
            self.gap(str(error), place)

    def judged(self, media: Media, place: Place) -> Media:
        """Return `media`, and note where its content is of a kind that is not looked into."""
        if isinstance(media.schema, Schema) and not is_looked_into(media.media_type, media.schema):
            self.gap(f"content of the media type {media.media_type} is not judged by its schema", place)
        return media

    def gap(self, reason: str, place: Place) -> Unresolved:
        """Note that what stands at `place` is unknown."""
        gap = Unresolved(reason=reason, where=str(place))
        self.gaps[gap] = None
        return gap

    def miss(self, reason: str, place: Place) -> Unresolved:
        """Note the same, and that the part being read lacks it."""
        gap = self.gap(reason, place)
        self.missed.append(gap)
        return gap
