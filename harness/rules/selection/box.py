"""`box`: what is shown lies within the box that was asked for (OGC 17-069r4, /req/core/fc-bbox-response)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.reading import Reading
from harness.resources import Resource
from harness.rules import base
from harness.rules.coordinates import places
from harness.rules.selection.part import Check, Part, Shown, all_alike
from harness.rules.things import MOST_KEPT, members, succeeded

PLACES: Final = "places"
"""Where latitudes and longitudes are remembered, among the pointers."""


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter is a box."""
    return bool(name) and name == resource.box


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember where things lie."""
    for place, element in members(resource, "list", x) if succeeded(x) and resource.box else ():
        for _, latitude, longitude in places(x, place, element, resource):
            spots = state.setdefault(PLACES, {})
            spots |= {f"{latitude} {longitude}": None} if len(spots) < MOST_KEPT else {}


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a part of things within a box of two dimensions."""
    edges, x = _edges(part.text), part.x
    if not about(part.resource, part.name) or edges is None:
        return
    seen = False
    for place, element in members(part.resource, "list", x):
        for pointer, latitude, longitude in places(x, place, element, part.resource):
            seen = True
            if not _within(edges, latitude, longitude):
                cause = f"box/{x.operation_id}"
                yield base.broke(x, "outside-box", cause=cause, parameter=part.name, pointer=pointer)
                return
    known = (tuple(map(float, spot.split())) for spot in part.state.get(PLACES, {}))
    if seen and any(not _within(edges, *spot) for spot in known):
        yield base.passed(x)
    elif seen:
        yield all_alike(part)


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


CHECK: Final = Check(about, judge, learn)
