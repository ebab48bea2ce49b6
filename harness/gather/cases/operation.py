"""Makes the cases of one operation: its examples, the edges of its parameters and bodies, and others by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, Final

import msgspec

from harness.contract.model import Media, Operation
from harness.contract.schema import Schema
from harness.gather.cases.bodies import WHOLE, Bodies, Change
from harness.gather.cases.encoded import SPOILT, can_write, encoded, is_json
from harness.gather.cases.holes import holes_of, is_marked
from harness.gather.cases.model import Case, Hole
from harness.gather.cases.query import Asked, Given, asked_of
from harness.gather.cases.wrong import EITHER

GENERATOR: Final = 3
"""Counts up when the same description would give other cases."""
EDGES: Final = 0.6
"""Share of the cases that the edges may take; chance fills the rest."""
BOUNDS: Final = ("maxItems", "maximum", "maxLength", "minItems", "minimum", "each of enum")
"""Edges that the description sets itself, those first that ask the most of a product."""
OWN_BOUNDS: Final = 0.75
"""Share of the edges that the bounds of parameters may take: free texts are many, and would crowd them out."""
UNKNOWN: Final = 0.3
"""Share of right cases by chance that name something which is not there."""
FRUITLESS: Final = 40
"""Attempts in a row that make nothing new, after which there is nothing new to make."""

Make = Callable[[], Case | None]
"""Makes one case; None where it does not turn out as meant."""


def cases_of(operation: Operation, seed: int, count: int) -> tuple[Case, ...]:
    """Return at most `count` right cases and then at most `count` wrong ones, all different; the same for a seed."""
    maker = Maker(operation, Random(f"{seed}:{operation.id}"))
    seen: set[object] = set()
    return (*maker.chosen(count, seen, right=True), *maker.chosen(count, seen, right=False))


class Maker:
    """Makes cases of one operation, one after another."""

    def __init__(self, operation: Operation, random: Random) -> None:
        self.operation = operation
        self.random = random
        self.parameters = asked_of(operation)
        self.media = [m for m in operation.request_bodies.values() if "*" not in m.media_type]
        self.bodies = {m.media_type: _bodies(m) for m in self.media}
        self.marked = {m.media_type: isinstance(m.schema, Schema) and is_marked(m.schema) for m in self.media}

    def chosen(self, count: int, seen: set[object], *, right: bool) -> Iterator[Case]:
        """Yield examples and plain cases, then edges spread over all that there are, then others by chance."""
        found = fruitless = 0
        for make in self._in_order(count, right=right):
            case = make()
            if case is None or case.key in seen:
                fruitless += 1
                if fruitless > FRUITLESS:
                    return
                continue
            seen.add(case.key)
            found, fruitless = found + 1, 0
            yield case
            if found >= count:
                return

    def _in_order(self, count: int, *, right: bool) -> Iterator[Make]:
        if right:
            yield from self._plain()
        edges = max(1, round(count * EDGES))
        bounds = self._bounds()[: round(edges * OWN_BOUNDS)] if right else []
        yield from bounds
        makes = [*self._of_bodies(right=right), *self._of_parameters(right=right)]
        yield from _spread(makes, edges - len(bounds), self.random)
        while self.parameters or any(self.bodies.values()):
            yield lambda: self._by_chance(right=right)

    def _plain(self) -> Iterator[Make]:
        """Yield each base body with the parameters that are needed, and without a body all parameters together."""
        for media in self.media:
            bodies = self.bodies[media.media_type]
            for base in bodies.bases if bodies is not None else [value for _, value in media.examples]:
                yield lambda media=media, base=base: self._case(True, "as described", media, base)  # type: ignore[misc]
        if not self.media:
            yield lambda: self._case(True, "as described")
        if self.parameters:
            yield lambda: self._case(True, "every parameter", self._first(), asked=self._all())

    def _of_bodies(self, *, right: bool) -> Iterator[Make]:
        for media in self.media:
            bodies = self.bodies[media.media_type]
            if bodies is not None:
                for change in bodies.right_changes() if right else bodies.wrong_changes():
                    yield lambda m=media, c=change: self._changed(right, m, c)  # type: ignore[misc]
            if not right and is_json(media.media_type):
                for number in range(len(SPOILT)):
                    yield lambda m=media, n=number: self._spoilt(m, n)  # type: ignore[misc]
        if not right and self.media and self.operation.request_required and not is_json(self.media[0].media_type):
            yield lambda: self._case(False, "no content")

    def _of_parameters(self, *, right: bool) -> Iterator[Make]:
        for asked in self.parameters:
            for why, texts in asked.right() if right else asked.wrong():
                yield lambda a=asked, w=why, t=texts: self._with(right, a, w, t)  # type: ignore[misc]

    def _bounds(self) -> list[Make]:
        """Return each bound that the description sets for a parameter, that parameter alone; the seed turns equals."""
        found: list[tuple[int, float, Make]] = []
        for asked in self.parameters:
            for why, texts in asked.right():
                bound = why.removeprefix(f"{WHOLE}: ")
                if bound in BOUNDS:
                    make = partial(self._with, True, asked, why, texts)
                    found.append((BOUNDS.index(bound), self.random.random(), make))
        return [make for _, _, make in sorted(found, key=lambda one: one[:2])]

    def _with(self, right: bool, asked: Asked, why: str, texts: tuple[tuple[str, str], ...] | None) -> Case | None:
        """Return a case that is about one parameter; None for `texts` leaves it out."""
        given = dict(self._needed())
        given[asked.name] = texts
        return self._case(right, f"{asked.name}: {why}", self._first(), asked=given, own=(asked.name,))

    def _changed(self, right: bool, media: Media, change: Change) -> Case | None:
        bodies = self.bodies[media.media_type]
        assert bodies is not None
        value = bodies.done(change)
        if bodies.schema.is_valid(value) is not right and not change.why.endswith(EITHER):
            return None
        return self._case(right, change.why, media, value)

    def _spoilt(self, media: Media, number: int) -> Case | None:
        plain = self._case(False, SPOILT[number].why, media, self._base(media))
        if plain is None:
            return None
        spoilt = SPOILT[number]
        media_type = plain.media_type if spoilt.media_type is None else spoilt.media_type
        return msgspec.structs.replace(plain, body=spoilt.write(plain.body), media_type=media_type, holes=())

    def _by_chance(self, *, right: bool) -> Case | None:
        """Return a case by chance; a wrong one is wrong in its body or in one parameter."""
        media = self.random.choice(self.media) if self.media else None
        bodies = self.bodies[media.media_type] if media is not None else None
        chosen = [asked for asked in self.parameters if asked.needed or self.random.random() < 0.5]
        given: Given = {asked.name: asked.by_chance(self.random) for asked in chosen}
        in_body = bodies is not None and (right or not self.parameters or self.random.random() < 0.7)
        if right or in_body:
            value = bodies.by_chance(self.random, right=right) if bodies is not None else self._base(media)
            if bodies is not None and bodies.schema.is_valid(value) is not right:
                return None
            # Now and then a name that nobody has: what is right in form need not be there.
            anywhere = self.random.random() < UNKNOWN
            own = tuple(a.name for a in chosen if not a.needed or (anywhere and a.name.startswith("path:")))
            return self._case(right, "by chance", media, value, asked=given, own=own)
        if not self.parameters:
            return None
        asked = self.random.choice(self.parameters)
        texts = asked.wrong_by_chance(self.random)
        if texts is None:
            return None
        given[asked.name] = texts
        return self._case(False, f"{asked.name}: by chance", media, self._base(media), asked=given, own=(asked.name,))

    def _case(
        self,
        right: bool,
        why: str,
        media: Media | None = None,
        value: Any = msgspec.UNSET,
        *,
        asked: Given | None = None,
        own: tuple[str, ...] = (),
    ) -> Case | None:
        if media is not None and value is msgspec.UNSET:
            value = self._base(media)
        body, media_type = (b"", "") if value is msgspec.UNSET or media is None else encoded(value, media.media_type)
        given = self._needed() if asked is None else asked

        def at(location: str) -> tuple[tuple[str, str], ...]:
            start = f"{location}:"
            return tuple(pair for name, texts in given.items() if name.startswith(start) for pair in texts or ())

        cookies = at("cookie")
        fields = (*at("header"), *((("Cookie", "; ".join(f"{n}={t}" for n, t in cookies)),) if cookies else ()))
        holes = self.holes(media, value) if media is not None and body else ()
        return Case(right, why, at("path"), at("query"), fields, own, body, media_type, holes)

    def holes(self, media: Media, value: Any) -> tuple[Hole, ...]:
        """Return where the run puts values of its own."""
        if not self.marked[media.media_type] or not isinstance(media.schema, Schema) or not is_json(media.media_type):
            return ()
        return holes_of(media.schema, value)

    def _first(self) -> Media | None:
        return self.media[0] if self.media else None

    def _base(self, media: Media | None) -> Any:
        """Return the first right value of a body; UNSET where there is none."""
        bodies = self.bodies[media.media_type] if media is not None else None
        if bodies is not None and bodies.bases:
            return bodies.bases[0]
        return next((value for _, value in media.examples), msgspec.UNSET) if media is not None else msgspec.UNSET

    def _needed(self) -> Given:
        return {asked.name: asked.plain for asked in self.parameters if asked.needed}

    def _all(self) -> Given:
        return {asked.name: asked.plain for asked in self.parameters}


def _bodies(media: Media) -> Bodies | None:
    if not isinstance(media.schema, Schema) or not can_write(media.media_type):
        return None
    bodies = Bodies(media.schema, (value for _, value in media.examples))
    return bodies if bodies.bases else None


def _spread(makes: list[Make], count: int, random: Random) -> Iterator[Make]:
    """Yield so many of them, spread over all: the seed says where it begins."""
    step = max(1.0, len(makes) / max(count, 1))
    start = random.random() * (step - 1)
    for index in range(min(count, len(makes))):
        yield makes[int(start + index * step)]
