"""Misses in a box what has no place, and in an interval what has no time: it belongs in every one.

Source: OGC API - Features 1.0.1, /req/core/fc-bbox-response and /req/core/fc-time-response, part C of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from harness.expression import follow, parse_pointer
from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.resources.intervals import bounds_of, moments, outside, perhaps_timed
from harness.rules import base
from harness.rules.lists.selection.part import Part, Shown
from harness.rules.things import MOST_KEPT, members
from harness.verdict import Because

Name: TypeAlias = tuple[str, ...]
"""What a feature lies under, such as its collection, and last its own."""


class Lacking(NamedTuple):
    """What may be lacking. What is remembered stands under two names that are no pointers."""

    known: str
    """Where the names of features are remembered that lack it."""
    missed: str
    """Where it is remembered that a part showed none of those, until one is seen to be there still."""
    lacks: Callable[[Any], bool]
    told: Callable[[Part, list[Any]], bool]
    """Whether the elements of a part show by what it was selected."""

    def seen(self, state: Shown, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Remember what lacks it; yield the part that left it out, where it is there before and after."""
        known, missed = state.setdefault(self.known, {}), state.setdefault(self.missed, {})
        for name in self._named(resource, role, x):
            sign: base.Broke | None = missed.get(name)
            if sign is not None:
                for other in [one for one, told in missed.items() if told.cites == sign.cites]:
                    del missed[other]
                yield msgspec.structs.replace(sign, cites=(*sign.cites, x.id))
            if len(known) < MOST_KEPT:
                known[name] = None

    def miss(self, part: Part) -> None:
        """Remember a whole part, to its last element, in which nothing is of what was known to lack it."""
        x, resource = part.x, part.resource
        elements = [element for _, element in members(resource, "list", x)]
        here = tuple(map(str, x.path_params.values()))
        known = [name for name in part.state.get(self.known, {}) if name[:-1] == here]
        whole = bool(known) and not any(map(self.lacks, elements)) and _total(resource, x) == len(elements)
        if whole and self.told(part, elements):
            code = "placeless-left-out" if self is PLACELESS else "timeless-left-out"
            sign = base.broke(x, code, cause=f"{self.known}/{x.operation_id}", parameter=part.name)
            part.state.setdefault(self.missed, {}).update(dict.fromkeys(known, sign))

    def left(self, state: Shown) -> tuple[base.Sign, ...]:
        """Say of what was missed that it may have been removed by whoever else is at work."""
        found: dict[Name, base.Broke] = state.get(self.missed, {})
        return tuple(
            base.Unsure(because=Because(code="gone-since", params=sign.because.params), cites=sign.cites, blocks=False)
            for sign in {sign.cites: sign for sign in found.values()}.values()
        )

    def _named(self, resource: Resource, role: str, x: Reading) -> Iterator[Name]:
        """Yield the names of features that lack it."""
        for _, element in members(resource, role, x) if role in ("list", "read") else ():
            above = tuple(map(str, x.path_params.values()))
            name = above if role == "read" else (*above, name_at(element, resource.element_id or "") or "")
            if self.lacks(element) and name and name[-1]:
                yield name


def _total(resource: Resource, x: Reading) -> Any:
    """Return how many there are in all, as the reply says: a page without a link to the next need not be the last."""
    if resource.total is None or isinstance(x.reply_json, NotJson):
        return None
    return follow(x.reply_json, parse_pointer(resource.total))


def _placeless(element: Any) -> bool:
    """Tell whether a feature's geometry is null: it is unlocated (RFC 7946 section 3.2)."""
    return _is_feature(element) and element.get("geometry", "") is None


def _timeless(element: Any) -> bool:
    """Tell whether nothing in a feature is a time, nor looks like one that is written in a way of its own."""
    return _is_feature(element) and not moments(element) and not perhaps_timed(element)


def _is_feature(element: Any) -> bool:
    return isinstance(element, dict) and element.get("type") == "Feature"


def _by_one_time(part: Part, elements: list[Any]) -> bool:
    """Tell whether all elements have one time in common within the interval, by which they may have been selected."""
    bounds = bounds_of(part.text)
    found = [_within(element, bounds) for element in elements] if bounds is not None else []
    return bool(found) and bool(frozenset.intersection(*found))


def _within(element: Any, bounds: tuple[float, float]) -> frozenset[str]:
    """Return the names of the properties that are a time within the bounds."""
    properties = element.get("properties") if isinstance(element, dict) else None
    named = properties.items() if isinstance(properties, dict) else ()
    timed = ((name, moments({name: value}, 1)) for name, value in named)
    return frozenset(name for name, times in timed if times and not outside(bounds, times))


PLACELESS: Final = Lacking("placeless", "placeless-missed", _placeless, lambda part, elements: True)
TIMELESS: Final = Lacking("timeless", "timeless-missed", _timeless, _by_one_time)
"""Which times a product has that it does not show is not known: it is held to those alone that it selects by."""
