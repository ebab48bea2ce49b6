"""`filter`: a filter shows what has the value that was asked for, all of it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from harness.reading import Reading
from harness.resources import Filter, Resource
from harness.rules import base
from harness.rules.lists.selection.part import Check, Part, Shown, all_alike, borne, learn_values, values
from harness.rules.things import succeeded
from harness.verdict import Because

EMPTY: Final = "empty"
"""Where the parts are remembered that were empty, until the whole list shows that something was there."""
MOST_EMPTY: Final = 100
UNSEEN: Final = "unseen"
"""Where it is remembered that the whole list was asked for, and not to be had."""


def filter_of(resource: Resource, name: str) -> Filter | None:
    """Return the filter of a parameter."""
    return next((one for one in resource.filters if one.parameter == name), None)


def about(resource: Resource, name: str) -> bool:
    """Tell whether a parameter filters."""
    return filter_of(resource, name) is not None


def learn(state: Shown, resource: Resource, x: Reading) -> None:
    """Remember what could be filtered."""
    learn_values(state, resource, {one.pointer for one in resource.filters}, x)


def judge(part: Part) -> Iterator[base.Sign]:
    """Judge a part of things that have one value."""
    x, one = part.x, filter_of(part.resource, part.name)
    if one is None:
        return
    seen = False
    for place, value in values(part.resource, one.pointer, x):
        seen = True
        if value.casefold() != part.text.casefold():
            cause = f"filter/{part.name}"
            yield base.broke(x, "filter-ignored", cause=cause, parameter=part.name, pointer=place)
            return
    known = part.state.get(one.pointer, {})
    if not seen and part.text in known and _first_page(part.resource, x):
        _miss(part, one.pointer, frozenset(known[part.text]))
    elif seen and any(value.casefold() != part.text.casefold() for value in known):
        yield base.passed(x)
    elif seen:
        yield all_alike(part)


def _miss(part: Part, pointer: str, bearers: frozenset[str]) -> None:
    empty = part.state.setdefault(EMPTY, {})
    if len(empty) < MOST_EMPTY:
        sign = base.broke(part.x, "filter-finds-nothing", cause=f"filter/{part.name}", parameter=part.name)
        empty[f"{pointer} {part.text}"] = (sign, bearers)


def _first_page(resource: Resource, x: Reading) -> bool:
    """Tell whether a list was asked for from its beginning: beyond its end nothing is found, and rightly."""
    paging = resource.paging
    return paging is None or (paging.parameter not in x.query and x.query.get(paging.limit) != "0")


def still_there(state: Shown, resource: Resource, x: Reading) -> Iterator[base.Sign]:
    """Yield the parts that were empty although the whole list shows, before and after, a thing that belongs in them.

    It has to be the same thing: another one with that value may have been made since.
    """
    state[UNSEEN] = {} if succeeded(x) else {"": None}
    empty: dict[str, tuple[base.Broke, frozenset[str]]] = state.get(EMPTY, {})
    for pointer in dict.fromkeys(f.pointer for f in resource.filters) if empty and succeeded(x) else ():
        for name, value in borne(resource, pointer, x):
            sign, bearers = empty.get(f"{pointer} {value}", (None, frozenset()))
            if sign is not None and name in bearers:
                del empty[f"{pointer} {value}"]
                yield msgspec.structs.replace(sign, cites=(*sign.cites, x.id))


def left(state: Shown) -> tuple[base.Sign, ...]:
    """Say of an empty part that what it should have shown may have been removed by whoever else is at work.

    Where the whole list could not be had after it, that may hide a filter that finds nothing.
    """
    empty: dict[str, tuple[base.Broke, frozenset[str]]] = state.get(EMPTY, {})
    return tuple(
        base.Unsure(
            because=Because(code="gone-since", params=sign.because.params),
            cites=sign.cites,
            blocks=bool(state.get(UNSEEN)),
        )
        for sign, _ in empty.values()
    )


CHECK: Final = Check(about, judge, learn)
