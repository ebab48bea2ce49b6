"""`box`: what is shown reaches into the box that was asked for (OGC 17-069r4, /req/core/fc-bbox-response)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from harness.reading import Reading
from harness.resources import Resource
from harness.rules import base
from harness.rules.geo.coordinates import places
from harness.rules.lists.selection.part import Check, Part, Shown, all_alike
from harness.rules.things import MOST_KEPT, members, succeeded

EXTENTS: Final = "extents"
"""Where it is remembered how far things reach, among the pointers."""


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter is a box."""
    return bool(name) and name == resource.box


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember where things lie."""
    for place, element in members(resource, "list", x) if succeeded(x) and resource.box else ():
        extent = _extent(places(x, place, element, resource))
        known = state.setdefault(EXTENTS, {})
        known |= {" ".join(map(str, extent)): None} if extent and len(known) < MOST_KEPT else {}


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a part of things within a box of two dimensions."""
    edges, x = _edges(part.text), part.x
    if not about(part.resource, part.name) or edges is None:
        return
    seen = False
    for place, element in members(part.resource, "list", x):
        spots = list(places(x, place, element, part.resource))
        seen = seen or bool(spots)
        if spots and _beside(edges, _extent(spots)):
            cause = f"box/{x.operation_id}"
            yield base.broke(x, "outside-box", cause=cause, parameter=part.name, pointer=spots[0][0])
            return
    known = (tuple(map(float, extent.split())) for extent in part.state.get(EXTENTS, {}))
    if seen and any(_beside(edges, extent) for extent in known):
        yield base.passed(x)
    elif seen:
        yield all_alike(part)


def _extent(spots: Iterable[tuple[str, float, float]]) -> tuple[float, ...]:
    """Return west, south, east and north of what has these places; () of what has none."""
    found = [(longitude, latitude) for _, latitude, longitude in spots]
    if not found:
        return ()
    longitudes, latitudes = zip(*found, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _edges(text: str) -> tuple[float, ...] | None:
    """Return west, south, east and north; None for what is no box of two dimensions."""
    try:
        edges = tuple(float(one) for one in text.split(","))
    except ValueError:
        return None
    return edges if len(edges) == 4 else None


def _beside(edges: tuple[float, ...], extent: tuple[float, ...]) -> bool:
    """Tell whether a thing lies outside a box: what reaches over its edge may cross it with no position in it.

    A box whose west is greater than its east crosses the date line.
    """
    west, south, east, north = edges
    least_x, least_y, most_x, most_y = extent
    if most_y < south or least_y > north:
        return True
    return most_x < west or least_x > east if west <= east else least_x > east and most_x < west


CHECK: Final = Check(about, judge, learn)
