"""Judges boxes that are given in a coordinate reference system (Part 2, section 6.3.1), and one over Great Britain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from harness.evidence import ExchangeId
from harness.formats.systems import BRITAIN, CRS84, Place, System, system_of
from harness.rules import base
from harness.rules.geo.crs_seen import MOST_PLACES, Asked, Systems
from harness.rules.kept import broke, passed, unsure

PLENTY: Final = 4.0
"""How often `near` a place has to lie within a box for the box to be expected to find it."""
BEND: Final = 0.1
"""How far an edge that is straight in CRS84 may leave its ends in another system, of the extent of the whole."""
SWAPPED: Final = (BRITAIN[1], BRITAIN[0], BRITAIN[3], BRITAIN[2])
"""Great Britain with latitude first."""


def _boxed(systems: Systems) -> Iterator[Asked]:
    """Yield what was asked for by a box whose system is said."""
    for one in systems.asked:
        if one.box is not None and one.box_crs is not None and one.crs is None and one.by_us:
            yield one


def take_what_is_listed(systems: Systems) -> Iterator[base.Sign]:
    """`bbox-crs` is taken with each system that the collection lists (/req/crs/fc-bbox-crs-definition)."""
    for one in _boxed(systems):
        if not systems.lists(one.collection, one.box_crs or ""):
            continue
        cites = _cites(systems, one)
        if one.came:
            yield passed(one.kept, *cites)
        else:
            told = {"uri": one.box_crs, "status": one.kept.status}
            yield broke(one.kept, "listed-crs-refused", *cites, cause=f"box-crs-refused/{one.box_crs}", **told)


def refuse_what_is_not(systems: Systems) -> Iterator[base.Sign]:
    """`bbox-crs` with a system that is not listed is refused with 400 (/req/crs/fc-bbox-crs-valid-value)."""
    for one in _boxed(systems):
        if systems.lists(one.collection, one.box_crs or "") is not False:
            continue
        cites = _cites(systems, one)
        if one.kept.status == 400:
            yield passed(one.kept, *cites)
        else:
            told = {"uri": one.box_crs, "status": one.kept.status}
            yield broke(one.kept, "unlisted-crs-not-refused", *cites, cause="unlisted-box-crs-not-refused", **told)


def select_by_the_default(systems: Systems) -> Iterator[base.Sign]:
    """A box whose system is not said is in CRS84 (/req/crs/fc-bbox-crs-valid-defaultValue)."""
    for one in systems.asked:
        if one.box is not None and one.box_crs is None and one.crs is None and one.by_us and one.came:
            yield from _selected(systems, one, CRS84)


def select_by_what_is_said(systems: Systems) -> Iterator[base.Sign]:
    """A box is in the system that is said (/req/crs/fc-bbox-crs-action)."""
    for one in _boxed(systems):
        if one.came and systems.lists(one.collection, one.box_crs or ""):
            yield from _selected(systems, one, one.box_crs or "")


def _selected(systems: Systems, one: Asked, uri: str) -> Iterator[base.Sign]:
    """Hold a page against what is known of the features: none lies outside, and none that lies inside is missing."""
    system = system_of(uri)
    if system is None:
        yield unsure(one.kept, "crs-not-known", blocks=False, uri=uri)
        return
    assert one.box is not None
    known = systems.plain(one.collection)
    cites = (*_cites(systems, one), *_shown(systems, one))
    outside = next((n for n, places in one.places.items() if _beside(places, one.box, system)), None)
    missing = next(
        (n for n, places in known.items() if n not in one.names and _well_within(places, one.box, system)), None
    )
    if outside is not None:
        yield broke(one.kept, "outside-box-in", *cites, cause=f"box-crs/{uri}", uri=uri, name=outside)
    elif missing is not None and one.whole:
        yield broke(one.kept, "missing-from-box", *cites, cause=f"box-crs/{uri}", uri=uri, name=missing)
    elif any(one.places.values()) and any(_beside(places, one.box, system) for places in known.values()):
        yield passed(one.kept, *cites)
    elif any(one.places.values()):
        yield unsure(one.kept, "all-alike", blocks=False, parameter="bbox-crs")


def find_what_is_in_britain(systems: Systems) -> Iterator[base.Sign]:
    """A box over Great Britain finds what is there, longitude first (G40)."""
    for one in systems.asked:
        if (
            one.box is None
            or one.box_crs is not None
            or one.crs is not None
            or not one.came
            or not _over_britain(one.box)
        ):
            continue
        placed = {name: places for name, places in one.places.items() if places}
        beside = next((n for n, places in placed.items() if _apart(places, BRITAIN, 0.0)), None)
        if beside is None and placed:
            yield passed(one.kept)
        elif beside is not None:
            swapped = all(_inside(place, SWAPPED) for place in placed[beside])
            code = "britain-swapped" if swapped else "not-in-britain"
            yield broke(one.kept, code, cause="not-in-britain", name=beside)


def _over_britain(box: tuple[float, ...]) -> bool:
    west, south, east, north = box
    return BRITAIN[0] <= west < east <= BRITAIN[2] and BRITAIN[1] <= south < north <= BRITAIN[3]


def _inside(place: Place, box: tuple[float, ...], margin: float = 0.0) -> bool:
    """Tell whether a place lies in a box; one whose west is greater than its east goes across the antimeridian."""
    (x, y), (west, south, east, north) = place, box
    left, right = west + margin <= x, x <= east - margin
    return (left and right if west <= east else left or right) and south + margin <= y <= north - margin


def _beside(places: tuple[Place, ...], box: tuple[float, ...], system: System) -> bool:
    """Tell whether a thing lies outside a box: what reaches over its edge may cross it with no position in it.

    Lines that are straight in one system are bent in another: what has several positions has to lie further away.
    """
    if not places or len(places) >= MOST_PLACES or not all(system.holds(*one) for one in places):
        return False
    return _apart([system.of(*one) for one in places], box, system.near)


def _apart(places: Sequence[Place], box: tuple[float, ...], margin: float) -> bool:
    """Tell whether the extent of some places lies further from a box than the margin, and the bend of its edges."""
    least_x, most_x = min(x for x, _ in places), max(x for x, _ in places)
    least_y, most_y = min(y for _, y in places), max(y for _, y in places)
    west, south, east, north = box
    margin += BEND * max(most_x - least_x, most_y - least_y)
    left, right = most_x < west - margin, least_x > east + margin
    return (left or right if west <= east else left and right) or most_y < south - margin or least_y > north + margin


def _well_within(places: tuple[Place, ...], box: tuple[float, ...], system: System) -> bool:
    return any(system.holds(*one) and _inside(system.of(*one), box, PLENTY * system.near) for one in places)


def _cites(systems: Systems, one: Asked) -> tuple[ExchangeId, ...]:
    return tuple(kept.id for kept in systems.evidence(one.collection))[:2]


def _shown(systems: Systems, one: Asked) -> tuple[ExchangeId, ...]:
    """Return what showed the features without any box."""
    alike = (p for p in systems.asked if p.collection == one.collection and p.came and p.crs is None and p.box is None)
    return tuple(p.kept.id for p in alike if p.places)[:2]
