"""`coordinates/1`: latitude and longitude lie within their range and are not confused (WGS 84, RFC 7946 section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.formats.positions import positions_of
from harness.reading import NotJson, Reading
from harness.resources import Resource
from harness.rules import base
from harness.rules.things import members, plain_value, succeeded, things_of

CHECKS = ("shown", "refused")
MOST_IN_A_LIST = 1_000
"""Elements of a list in a thing that are looked at."""
NORTH, EAST = (49.0, 61.0), (-9.0, 2.5)
"""Latitudes and longitudes of the United Kingdom, with its waters."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str = "shown"
    """`shown` (what replies hold), or `refused` (what is sent and lies nowhere on earth)."""
    unless: str = ""
    """A parameter of the query that asks for another coordinate reference system: what comes then is not judged."""
    within: tuple[float, ...] = ()
    """West, south, east and north of the area that every place in a reply lies in; none given: the earth."""
    worldwide: bool = False
    """Whether places may lie anywhere: those that would be British with their numbers swapped are wrong only in a reply
    with several things that all lie so, since some do lie off Somalia."""


class Watch(base.Single):
    """Looks at things whose description has places on the map."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        if params.check not in CHECKS:
            raise ProfileError(f"coordinates/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        if len(params.within) not in (0, 4):
            raise ProfileError("coordinates/1: `within` is west, south, east and north, in degrees")
        self._shown = params.check == "shown"
        self._area = params.within
        self._unless = params.unless
        self._worldwide = params.worldwide
        self._things = things_of(world.contract)

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first place that cannot be."""
        about = self._things.of(x)
        if about is None or x.from_product or not (about.resource.coordinates or about.resource.coordinates_in):
            return None
        return self._in_reply(about.resource, about.role, x) if self._shown else self._in_request(about.resource, x)

    def _in_reply(self, resource: Resource, role: str, x: Reading) -> base.Sign | None:
        if not succeeded(x) or (self._unless and self._unless in x.query):
            return None
        spots = [
            (place, *spot)
            for place, thing in members(resource, role, x)
            for spot in (*places(x, place, thing, resource), *_in_lists(x, place, thing, resource))
        ]
        swapped = not self._worldwide or self._all_swapped(spots)
        for _, pointer, latitude, longitude in spots:
            if not _on_earth(latitude, longitude):
                return base.broke(x, "not-on-earth", cause=f"not-on-earth/{resource.collection}", pointer=pointer)
            if swapped and _british_swapped(latitude, longitude):
                return base.broke(x, "swapped", cause=f"swapped/{resource.collection}", pointer=pointer)
            if self._area and not _inside(latitude, longitude, self._area):
                return base.broke(x, "outside-area", cause=f"outside/{resource.collection}", pointer=pointer)
        return base.passed(x) if spots else None

    def _all_swapped(self, spots: list[tuple[str, str, float, float]]) -> bool:
        several = len({place for place, *_ in spots}) > 1
        return several and all(_british_swapped(latitude, longitude) for *_, latitude, longitude in spots)

    def _in_request(self, resource: Resource, x: Reading) -> base.Sign | None:
        sent = x.request_json
        if x.exchange.request.method not in ("POST", "PUT", "PATCH") or isinstance(sent, NotJson):
            return None
        wrong = [p for p, lat, lon in _sent(sent, resource) if not _on_earth(lat, lon)]
        if not wrong or not base.soundly_ours(x):
            return None
        if x.status is None:
            return base.no_answer(x)
        if succeeded(x):
            return base.broke(x, "accepted-off-earth", cause=f"off-earth/{resource.collection}", pointer=wrong[0])
        if x.status in (400, 422):
            return base.passed(x)
        return base.hidden(x)


def places(x: Reading, place: str, thing: Any, resource: Resource) -> Iterator[tuple[str, float, float]]:
    """Yield pointer, latitude and longitude of each place that a thing in a reply holds by itself."""
    yield from _places(x, place, thing, resource.coordinates)


def _in_lists(x: Reading, place: str, thing: Any, resource: Resource) -> Iterator[tuple[str, float, float]]:
    """Yield those that lists in the thing hold, such as the places at which a service is given."""
    for pointer, pairs in resource.coordinates_in:
        found = plain_value(x, place, thing, pointer)
        for index, element in enumerate(found[:MOST_IN_A_LIST] if isinstance(found, list) else ()):
            yield from _places(x, f"{place}{pointer}/{index}", element, pairs)


def _places(
    x: Reading, place: str, thing: Any, pairs: tuple[tuple[str, str], ...]
) -> Iterator[tuple[str, float, float]]:
    for at_latitude, at_longitude in pairs:
        if at_latitude == at_longitude:
            if not x.is_redacted(f"{place}{at_latitude}"):
                geometry = plain_value(x, place, thing, at_latitude.rpartition("/")[0])
                yield from ((f"{place}{at_latitude}", lat, lon) for lon, lat in positions_of(geometry))
            continue
        latitude, longitude = (plain_value(x, place, thing, p) for p in (at_latitude, at_longitude))
        pair = _pair(latitude, longitude, False)
        if pair is not None:
            yield f"{place}{at_latitude}", *pair


def _sent(value: Any, resource: Resource) -> Iterator[tuple[str, float, float]]:
    for at_latitude, at_longitude in resource.coordinates:
        latitude, longitude = (follow(value, parse_pointer(p)) for p in (at_latitude, at_longitude))
        pair = _pair(latitude, longitude, at_latitude == at_longitude)
        if pair is not None:
            yield at_latitude, *pair


def _pair(latitude: Any, longitude: Any, is_position: bool) -> tuple[float, float] | None:
    """Return latitude and longitude; a GeoJSON position has longitude first (RFC 7946 section 3.1.1)."""
    if is_position:
        if not isinstance(latitude, list) or len(latitude) < 2:
            return None
        longitude, latitude = latitude[:2]
    if latitude is MISSING or longitude is MISSING:
        return None
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (latitude, longitude)):
        return None
    return float(latitude), float(longitude)


def _british_swapped(latitude: float, longitude: float) -> bool:
    return _within(latitude, EAST) and _within(longitude, NORTH)


def _on_earth(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _inside(latitude: float, longitude: float, area: tuple[float, ...]) -> bool:
    west, south, east, north = area
    return west <= longitude <= east and south <= latitude <= north


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


KIND = base.RuleKind("coordinates/1", Params, Watch)
