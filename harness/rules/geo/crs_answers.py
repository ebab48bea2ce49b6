"""Judges what came in answer to `crs`: taken or refused, said in Content-Crs, and where it lies (Part 2, 6.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harness.evidence import ExchangeId
from harness.formats.systems import CRS84, NATIONAL_GRID, Place, System, is_default, name_of, same, system_of
from harness.rules import base
from harness.rules.geo.crs_seen import GLOBAL, Asked, Systems
from harness.rules.kept import broke, passed, unsure

_VALUE: Final = re.compile(r"<([^<>\s]+)>\Z")
GEOJSON: Final = frozenset({"Feature", "FeatureCollection"})


def _listed(systems: Systems) -> Iterator[Asked]:
    """Yield what was asked for in a system that the collection lists, and nothing else asked for."""
    for one in systems.asked:
        if one.crs is not None and one.box is None and one.by_us and systems.lists(one.collection, one.crs):
            yield one


def _cites(systems: Systems, one: Asked) -> tuple[ExchangeId, ...]:
    return tuple(kept.id for kept in systems.evidence(one.collection))[:2]


def take_what_is_listed(systems: Systems) -> Iterator[base.Sign]:
    """`crs` is taken with each system that the collection lists (/req/crs/fc-crs-definition)."""
    for one in _listed(systems):
        yield _taken(systems, one, one.crs)


def take_the_global_list(systems: Systems) -> Iterator[base.Sign]:
    """All of the global list is valid for a collection that refers to it (/req/crs/fc-md-crs-list-global)."""
    refer = {one.name for one in systems.collections if GLOBAL in (one.crs or ())}
    for one in _listed(systems):
        if one.collection in refer and any(same(one.crs or "", uri) for uri in systems.everywhere or ()):
            yield _taken(systems, one, one.crs)


def _taken(systems: Systems, one: Asked, uri: str | None) -> base.Sign:
    cites = _cites(systems, one)
    if one.came:
        return passed(one.kept, *cites)
    cause = f"listed-crs-refused/{uri}"
    return broke(one.kept, "listed-crs-refused", *cites, cause=cause, uri=uri, status=one.kept.status)


def refuse_what_is_not(systems: Systems) -> Iterator[base.Sign]:
    """`crs` with a system that is not listed is refused with 400 (/req/crs/fc-crs-valid-value)."""
    for one in systems.asked:
        if (
            one.crs is None
            or one.box is not None
            or not one.by_us
            or systems.lists(one.collection, one.crs) is not False
        ):
            continue
        cites = _cites(systems, one)
        if one.kept.status == 400:
            yield passed(one.kept, *cites)
        else:
            cause = "unlisted-crs-not-refused"
            yield broke(one.kept, "unlisted-crs-not-refused", *cites, cause=cause, uri=one.crs, status=one.kept.status)


def give_the_default(systems: Systems) -> Iterator[base.Sign]:
    """Without `crs` features come in CRS84, or CRS84h (/req/crs/fc-crs-default-value)."""
    for one in systems.asked:
        if one.crs is not None or not one.came or one.others:
            continue
        said = _value(one.said)
        off = [(x, y) for places in one.places.values() for x, y in places if abs(x) > 180 or abs(y) > 90]
        if said is not None and not is_default(said):
            yield broke(one.kept, "not-the-default-crs", cause="not-the-default-crs", uri=said)
        elif off:
            yield broke(one.kept, "off-the-default-crs", cause="not-the-default-crs", place=_text(off[0]))
        elif any(one.places.values()):
            yield passed(one.kept)


def transform(systems: Systems) -> Iterator[base.Sign]:
    """With `crs` features come in that system, and lie where they lie without it (/req/crs/fc-crs-action)."""
    for one in _listed(systems):
        if one.came:
            yield from _transformed(systems, one)


def _transformed(systems: Systems, one: Asked) -> Iterator[base.Sign]:
    uri = one.crs or ""
    system = system_of(uri)
    if system is None:
        yield unsure(one.kept, "crs-not-known", blocks=False, uri=uri)
        return
    plain = systems.plain(one.collection)
    pairs = [pair for name, places in one.places.items() for pair in _pairs(plain.get(name, ()), places, system)]
    beside = next((p for p in pairs if not system.agrees(system.of(*p[0]), p[1])), None)
    if beside is not None:
        there, came = beside
        code = "crs-axes-swapped" if system.agrees(system.of(*there), came[::-1]) else "crs-not-kept-to"
        wanted = _text(system.of(*there))
        cause = f"crs-not-kept-to/{uri}"
        cites = (*_cites(systems, one), *_plainly(systems, one))
        yield broke(one.kept, code, *cites, cause=cause, uri=uri, wanted=wanted, got=_text(came))
    elif pairs:
        yield passed(one.kept, *_cites(systems, one), *_plainly(systems, one))


def _pairs(there: tuple[Place, ...], came: tuple[Place, ...], system: System) -> Iterator[tuple[Place, Place]]:
    """Yield a feature's positions as they came plainly, and in the system, where that is used."""
    if len(there) == len(came):
        yield from ((a, b) for a, b in zip(there, came, strict=True) if system.holds(*a))


def _plainly(systems: Systems, one: Asked) -> tuple[ExchangeId, ...]:
    """Return what showed the same features without `crs`."""
    alike = (p for p in systems.asked if p.collection == one.collection and p.came and p.crs is None)
    return tuple(p.kept.id for p in alike if p.places.keys() & one.places.keys())[:2]


def say_in_a_header(systems: Systems) -> Iterator[base.Sign]:
    """What comes says in Content-Crs in which system (/req/crs/ogc-crs-header)."""
    for one in systems.asked:
        if one.came and one.type in GEOJSON:
            yield (
                passed(one.kept) if one.said is not None else broke(one.kept, "no-content-crs", cause="no-content-crs")
            )


def say_rightly(systems: Systems) -> Iterator[base.Sign]:
    """Content-Crs is a URI in angle brackets, of the system that was asked for (/req/crs/ogc-crs-header-value)."""
    for one in systems.asked:
        if not one.came or one.said is None:
            continue
        said = _value(one.said)
        wanted = one.crs or CRS84
        if said is None:
            yield broke(one.kept, "content-crs-form", cause="content-crs-form", got=one.said)
        elif same(said, wanted) or (one.crs is None and is_default(said)):
            yield passed(one.kept)
        else:
            yield broke(one.kept, "content-crs-other", cause=f"content-crs-other/{wanted}", wanted=wanted, got=said)


def come_as_geojson(systems: Systems) -> Iterator[base.Sign]:
    """GeoJSON is given in other systems too, by prior arrangement: who asks for one has agreed (/req/crs/geojson)."""
    for one in _listed(systems):
        if one.came and one.type in GEOJSON:
            yield passed(one.kept, *_cites(systems, one))
        elif one.came:
            yield broke(one.kept, "no-geojson", *_cites(systems, one), cause="no-geojson", uri=one.crs)


def offer_the_national_grid(systems: Systems) -> Iterator[base.Sign]:
    """Places can be had on the National Grid, EPSG:27700, and are where they are (G43)."""
    grid = [one for one in _listed(systems) if name_of(one.crs or "") == name_of(NATIONAL_GRID)]
    for one in grid:
        yield _taken(systems, one, one.crs)
        if one.came:
            said = _value(one.said)
            if said is None or not same(said, NATIONAL_GRID):
                yield broke(
                    one.kept, "content-crs-other", cause=f"content-crs-other/{NATIONAL_GRID}", wanted=NATIONAL_GRID
                )
            yield from _transformed(systems, one)
    known = [one for one in systems.collections if one.spatial and systems.offered(one) is not None]
    offered = {uri for one in known for uri in systems.offered(one) or ()}
    if not grid and known and systems.asked and not any(same(NATIONAL_GRID, uri) for uri in offered):
        yield broke(known[0].kept, "no-national-grid", cause="no-national-grid")


def _value(said: str | None) -> str | None:
    found = _VALUE.match(said.strip()) if said is not None else None
    return found[1] if found is not None else None


def _text(place: Place) -> str:
    return f"{place[0]:.6g}, {place[1]:.6g}" if max(map(abs, place)) <= 360 else f"{place[0]:.0f}, {place[1]:.0f}"
