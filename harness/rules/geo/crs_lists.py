"""Judges what collections say of their coordinate reference systems (Part 2, sections 6.2.1 to 6.2.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from harness.formats.systems import is_default, is_name, same
from harness.rules import base
from harness.rules.geo.crs_seen import GLOBAL, PART_2, Collection, Systems
from harness.rules.kept import broke, passed, unsure
from harness.verdict import Because


def are_uris(systems: Systems) -> Iterator[base.Sign]:
    """Each system is named by a URI (/req/crs/crs-uri); those of OGC by their own form."""
    for one in systems.collections:
        whole = [uri for uri in (*(one.crs or ()), *_given(one.storage)) if uri != GLOBAL]
        whole += list(systems.everywhere or ()) if GLOBAL in (one.crs or ()) else []
        wrong = next((uri for uri in whole if not is_name(uri)), None)
        if wrong is not None:
            yield broke(one.kept, "crs-no-uri", cause=f"crs-no-uri/{wrong}", name=one.name, uri=wrong)
        elif whole:
            yield passed(one.kept)


def list_the_default(systems: Systems) -> Iterator[base.Sign]:
    """The list of a spatial collection has CRS84, or CRS84h (/req/crs/fc-md-crs-list)."""
    for one in systems.collections:
        offered = systems.offered(one)
        if not one.spatial:
            continue
        if one.crs is None or offered is None:
            yield unsure(one.kept, "crs-not-listed", blocks=False, name=one.name)
        elif any(map(is_default, offered)):
            yield passed(one.kept)
        else:
            yield broke(one.kept, "default-crs-not-listed", cause="default-crs-not-listed", name=one.name)


def say_storage(systems: Systems) -> Iterator[base.Sign]:
    """The system that features are stored in is named by a URI (/req/crs/fc-md-storageCrs).

    Whether they are stored in one system is known to the server alone: one that says none is not held to it.
    """
    for one in systems.collections:
        if one.storage is None:
            yield unsure(one.kept, "storage-crs-not-said", blocks=False, name=one.name)
        elif is_name(one.storage):
            yield passed(one.kept)
        else:
            cause = f"crs-no-uri/{one.storage}"
            yield broke(one.kept, "crs-no-uri", cause=cause, name=one.name, uri=one.storage)


def list_storage(systems: Systems) -> Iterator[base.Sign]:
    """The system that features are stored in is one of those that the collection lists."""
    for one in systems.collections:
        offered = systems.offered(one)
        if one.storage is None or offered is None:
            continue
        if any(same(one.storage, uri) for uri in offered):
            yield passed(one.kept)
        else:
            yield broke(one.kept, "storage-crs-not-listed", cause="storage-crs-not-listed", name=one.name)


def use_the_global_list(systems: Systems) -> Iterator[base.Sign]:
    """Some collection refers to the list that all collections have in common."""
    yield from _some(systems, _refers, Because(code="global-crs-not-used"))


def give_storage(systems: Systems) -> Iterator[base.Sign]:
    """Some collection says in which system it is stored."""
    yield from _some(systems, lambda one: one.storage is not None, Because(code="no-storage-crs"))


def _some(systems: Systems, holds: Callable[[Collection], bool], otherwise: Because) -> Iterator[base.Sign]:
    """Tell whether something holds of some collection of a server that declares Part 2."""
    if systems.undeclared is not None:
        yield broke(systems.undeclared, "not-declared", value=PART_2)
        return
    shown = next((one.kept for one in systems.collections if holds(one)), None)
    if shown is not None:
        yield passed(shown)
    elif systems.collections:
        yield base.Broke(because=otherwise, cites=(systems.collections[0].kept.id,))


def _refers(one: Collection) -> bool:
    return GLOBAL in (one.crs or ())


def _given(storage: str | None) -> tuple[str, ...]:
    return () if storage is None else (storage,)
