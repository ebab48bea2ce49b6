"""`selection/1`: a part of a list that was asked for is that part: filters filter, sorting sorts, dates lie between."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

import msgspec

from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import is_number
from harness.reading import Reading
from harness.resources import DateRange, Resource
from harness.resources.answers import name_at
from harness.resources.intervals import bounds_of, moments, outside
from harness.rules import base
from harness.rules.conditions import instant
from harness.rules.coordinates import places
from harness.rules.things import MOST_KEPT, OfThings, members, plain_value, succeeded
from harness.verdict import Because

CHECKS = ("filter", "case", "sort", "dates", "box", "interval")
DAY = 10
TIMES = "times"
"""Where the times of elements are remembered."""
ABOVE = "above"
"""Where the names of the things are remembered in which something stands at `where`."""
PLACES = "places"
"""Where latitudes and longitudes are remembered, among the pointers."""
EMPTY = "empty"
"""Where the parts are remembered that were empty, until the whole list shows that something was there."""
MOST_EMPTY = 100
UNSEEN = "unseen"
"""Where it is remembered that the whole list was asked for, and not to be had."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """`filter`, `case` (a filter tells upper and lower case apart), `sort`, `dates`, `box` or `interval`."""
    where: str = ""
    """Pointer in the thing that a list lies under: the list is judged only where something stands there, such as the
    extent in time that a collection declares."""


Shown = dict[str, dict[str, Any]]
"""By pointer: the values that the whole list has shown in this partition, as texts, with the names of what had them."""
MOST_BEARERS = 100
"""Names remembered of the things that had one value."""


class Watch(OfThings):
    """Remembers what the whole list showed, so that a part tells; judges each request that asks for one part alone."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world)
        if params.check not in CHECKS:
            raise ProfileError(f"selection/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = params.check
        self._where = parse_pointer(params.where) if params.where else ()

    def select(self, x: Reading) -> Hashable | None:
        """One key a resource; one a partition where what lies above has to be known as well."""
        key = super().select(x)
        return x.id.partition if key is not None and self._where else key

    def look(self, state: Shown, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Judge a list by its one parameter that is none of paging; learn from one that has none."""
        if self._where and succeeded(x):
            state.setdefault(ABOVE, {}).update(dict.fromkeys(self._with_something(resource, role, x)))
        if role != "list" or not base.soundly_ours(x) or not x.request_is_valid:
            return
        paging = resource.paging
        asked = {n: t for n, t in x.query.items() if paging is None or n not in (paging.limit, paging.parameter)}
        if not asked:
            _learn(state, resource, x)
            state[UNSEEN] = {} if succeeded(x) else {"": None}
            yield from _still_there(state, resource, x)
            return
        if len(asked) > 1:
            return
        ((name, text),) = asked.items()
        if not succeeded(x):
            yield from self._refused(resource, name, x)
        elif self._check in ("filter", "case"):
            yield from self._filtered(state, resource, name, text, x)
        elif self._check == "sort":
            yield from self._sorted(resource, name, text, x)
        elif self._check == "interval":
            yield from self._within_interval(state, resource, name, text, x)
        elif self._check == "box":
            yield from self._boxed(state, resource, name, text, x)
        else:
            yield from self._dated(state, resource, name, text, x)

    def conclude(self, key: Hashable, state: Shown) -> tuple[base.Sign, ...]:
        """Say of an empty part that what it should have shown may have been removed by whoever else is at work.

        Where the whole list could not be had after it, that may hide a filter that finds nothing.
        """
        left: dict[str, tuple[base.Broke, frozenset[str]]] = state.get(EMPTY, {})
        return tuple(
            base.Unsure(
                because=Because(code="gone-since", params=sign.because.params),
                cites=sign.cites,
                blocks=bool(state.get(UNSEEN)),
            )
            for sign, _ in left.values()
        )

    def _with_something(self, resource: Resource, role: str, x: Reading) -> Iterator[str]:
        """Yield the names of the things in which something stands at `where`."""
        for _, element in members(resource, role, x) if role in ("list", "read") else ():
            given = role == "read" or resource.element_id is None
            name = list(x.path_params.values())[-1:] if given else [name_at(element, resource.element_id or "")]
            if follow(element, self._where) not in (MISSING, None, [], [None]) and name and name[0]:
                yield str(name[0])

    def _refused(self, resource: Resource, name: str, x: Reading) -> Iterator[base.Sign]:
        """A part that the description offers, and that cannot be had, shows nothing here unless the product failed."""
        if x.status is None:
            sign = base.no_answer(x)
            yield from (sign,) if sign is not None and self._is_about(resource, name) else ()
        elif self._is_about(resource, name):
            yield base.hidden(x)

    def _is_about(self, resource: Resource, name: str) -> bool:
        if self._check in ("filter", "case"):
            return any(one.parameter == name for one in resource.filters)
        if self._check == "sort":
            return resource.sort is not None and resource.sort.parameter == name
        if self._check in ("box", "interval"):
            return bool(name) and name == (resource.box if self._check == "box" else resource.interval)
        return any(name in (one.after, one.before) for one in resource.dates)

    def _filtered(self, state: Shown, resource: Resource, name: str, text: str, x: Reading) -> Iterator[base.Sign]:
        one = next((f for f in resource.filters if f.parameter == name), None)
        if one is None or (
            self._check == "case" and (one.kind != "string" or one.values or text.lower() == text.upper())
        ):
            return
        known = state.get(one.pointer, {})
        strict = self._check == "case"
        seen = False
        for place, value in _values(resource, one.pointer, x):
            seen = True
            if strict and value != text and value.casefold() == text.casefold():
                yield base.broke(x, "case-not-told", cause=f"case/{name}", parameter=name, pointer=place)
                return
            if not strict and value.casefold() != text.casefold():
                yield base.broke(x, "filter-ignored", cause=f"filter/{name}", parameter=name, pointer=place)
                return
        if strict:
            # What is there in other letters shows whether they are told apart.
            other = any(value != text and value.casefold() == text.casefold() for value in known)
            yield from (base.passed(x),) if other and not seen else ()
        elif not seen and text in known and _first_page(resource, x):
            empty = state.setdefault(EMPTY, {})
            if len(empty) < MOST_EMPTY:
                sign = base.broke(x, "filter-finds-nothing", cause=f"filter/{name}", parameter=name)
                empty[f"{one.pointer} {text}"] = (sign, frozenset(known[text]))
        elif seen and any(value.casefold() != text.casefold() for value in known):
            yield base.passed(x)
        elif seen:
            yield base.aside(base.unsure(x, "all-alike", parameter=name))

    def _sorted(self, resource: Resource, name: str, text: str, x: Reading) -> Iterator[base.Sign]:
        sort = resource.sort
        choice = next((c for c in sort.choices if c[0] == text), None) if sort and sort.parameter == name else None
        if choice is None:
            return
        _, pointer, descending = choice
        values = [value for _, value in _raw(resource, pointer, x)]
        if len({str(value) for value in values}) < 2:
            yield base.aside(base.unsure(x, "all-alike", parameter=name))
            return
        directions = (False, True) if descending is None else (descending,)
        if any(_in_order(values, down) for down in directions):
            yield base.passed(x)
        else:
            yield base.broke(x, "not-sorted", cause=f"sort/{x.operation_id}", parameter=name, value=text)

    def _boxed(self, state: Shown, resource: Resource, name: str, text: str, x: Reading) -> Iterator[base.Sign]:
        edges = _edges(text)
        if name != resource.box or edges is None:
            return
        seen = False
        for place, element in members(resource, "list", x):
            for pointer, latitude, longitude in places(x, place, element, resource):
                seen = True
                if not _within(edges, latitude, longitude):
                    yield base.broke(x, "outside-box", cause=f"box/{x.operation_id}", parameter=name, pointer=pointer)
                    return
        known = (tuple(map(float, spot.split())) for spot in state.get(PLACES, {}))
        if seen and any(not _within(edges, *spot) for spot in known):
            yield base.passed(x)
        elif seen:
            yield base.aside(base.unsure(x, "all-alike", parameter=name))

    def _within_interval(
        self, state: Shown, resource: Resource, name: str, text: str, x: Reading
    ) -> Iterator[base.Sign]:
        """Which of an element's times counts is the product's to say: only one with all of them outside is wrong."""
        bounds = bounds_of(text)
        if name != resource.interval or bounds is None:
            return
        if self._where and not state.get(ABOVE, {}).keys() & set(x.path_params.values()):
            yield base.aside(base.unsure(x, "nothing-declared", parameter=name))
            return
        seen = False
        for place, element in members(resource, "list", x):
            times = moments(element)
            if times and outside(bounds, times):
                cause = f"interval/{x.operation_id}"
                yield base.broke(x, "outside-range", cause=cause, parameter=name, pointer=place)
                return
            seen = seen or bool(times)
        known = ([float(t) for t in each.split()] for each in state.get(TIMES, {}))
        if seen and any(outside(bounds, times) for times in known):
            yield base.passed(x)
        elif seen:
            yield base.aside(base.unsure(x, "all-alike", parameter=name))

    def _dated(self, state: Shown, resource: Resource, name: str, text: str, x: Reading) -> Iterator[base.Sign]:
        one = next((d for d in resource.dates if name in (d.after, d.before)), None)
        if one is None:
            return
        seen = False
        for place, value in _raw(resource, one.pointer, x):
            beyond = _beyond(one, name, text, value)
            if beyond is None:
                continue
            seen = True
            if beyond:
                cause = f"dates/{x.operation_id}/{name}"
                yield base.broke(x, "outside-range", cause=cause, parameter=name, pointer=place)
                return
        known = state.get(one.pointer, {})
        if seen and any(_beyond(one, name, text, value) for value in known):
            yield base.passed(x)
        elif seen:
            yield base.aside(base.unsure(x, "all-alike", parameter=name))


def _first_page(resource: Resource, x: Reading) -> bool:
    """Tell whether a list was asked for from its beginning: beyond its end nothing is found, and rightly."""
    paging = resource.paging
    return paging is None or (paging.parameter not in x.query and x.query.get(paging.limit) != "0")


def _learn(state: Shown, resource: Resource, x: Reading) -> None:
    for place, element in members(resource, "list", x) if succeeded(x) and resource.box else ():
        for _, latitude, longitude in places(x, place, element, resource):
            spots = state.setdefault(PLACES, {})
            spots |= {f"{latitude} {longitude}": None} if len(spots) < MOST_KEPT else {}
    for _, element in members(resource, "list", x) if succeeded(x) and resource.interval else ():
        times = state.setdefault(TIMES, {})
        found = " ".join(map(str, moments(element)))
        times |= {found: None} if found and len(times) < MOST_KEPT else {}
    pointers = {*(f.pointer for f in resource.filters), *(d.pointer for d in resource.dates)}
    for pointer in pointers if succeeded(x) else ():
        known = state.setdefault(pointer, {})
        for name, value in _borne(resource, pointer, x):
            if value in known or len(known) < MOST_KEPT:
                bearers = known.setdefault(value, {})
                bearers |= {name: None} if len(bearers) < MOST_BEARERS else {}


def _still_there(state: Shown, resource: Resource, x: Reading) -> Iterator[base.Sign]:
    """Yield the parts that were empty although the whole list shows, before and after, a thing that belongs in them.

    It has to be the same thing: another one with that value may have been made since.
    """
    empty: dict[str, tuple[base.Broke, frozenset[str]]] = state.get(EMPTY, {})
    for pointer in dict.fromkeys(f.pointer for f in resource.filters) if empty and succeeded(x) else ():
        for name, value in _borne(resource, pointer, x):
            sign, bearers = empty.get(f"{pointer} {value}", (None, frozenset()))
            if sign is not None and name in bearers:
                del empty[f"{pointer} {value}"]
                yield msgspec.structs.replace(sign, cites=(*sign.cites, x.id))


def _edges(text: str) -> tuple[float, ...] | None:
    """Return west, south, east and north; None for what is no box of two dimensions."""
    try:
        edges = tuple(float(one) for one in text.split(","))
    except ValueError:
        return None
    return edges if len(edges) == 4 else None


def _within(edges: tuple[float, ...], latitude: float, longitude: float) -> bool:
    """Tell whether a place lies in a box; one whose west is greater than its east crosses the date line."""
    west, south, east, north = edges
    inside = west <= longitude <= east if west <= east else longitude >= west or longitude <= east
    return inside and south <= latitude <= north


def _values(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, str]]:
    """Yield place and value, as a query would write it, of each element that has one."""
    for place, value in _raw(resource, pointer, x):
        if (text := _text(value)) is not None:
            yield place, text


def _borne(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, str]]:
    """Yield the name of each element that has a value, '' where elements have no names, and the value likewise."""
    for place, element in members(resource, "list", x):
        text = _text(plain_value(x, place, element, pointer))
        if text is not None:
            name = None if resource.element_id is None else name_at(element, resource.element_id)
            yield name or "", text


def _text(value: Any) -> str | None:
    """Return a value as a query would write it; None for what it cannot say."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _raw(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, Any]]:
    for place, element in members(resource, "list", x):
        value = plain_value(x, place, element, pointer)
        if value is not MISSING and value is not None:
            yield f"{place}{pointer}", value


def _in_order(values: list[Any], descending: bool) -> bool:
    """Tell whether values stand in order: numbers by size, times by instant, texts by either of two common orders."""
    keys: list[list[Any]] = []
    moments = [instant(value) for value in values]
    if all(moment is not None for moment in moments):
        keys = [moments]
    elif all(is_number(value) for value in values):
        keys = [values]
    elif all(isinstance(value, str) for value in values):
        keys = [values, [value.casefold() for value in values]]
    else:
        return True  # of several kinds: what comes first is nobody's rule
    return any(list(key) == sorted(key, reverse=descending) for key in keys)


def _beyond(range_: DateRange, name: str, text: str, value: Any) -> bool | None:
    """Tell whether a time lies outside of what was asked for; None where that cannot be told."""
    if not isinstance(value, str):
        return None
    if range_.is_date:
        try:
            bound, day = date.fromisoformat(text[:DAY]), date.fromisoformat(value[:DAY])
        except ValueError:
            return None
        return day < bound if name == range_.after else day > bound
    bound_at, at = instant(text), instant(value)
    if bound_at is None or at is None:
        return None
    return at < bound_at if name == range_.after else at > bound_at


KIND = base.RuleKind("selection/1", Params, Watch)
