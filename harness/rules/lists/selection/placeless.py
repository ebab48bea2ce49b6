"""Misses in a box what has no place, which belongs in every box (OGC 17-069r4, /req/core/fc-bbox-response, part C)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import msgspec

from harness.expression import follow, parse_pointer
from harness.jsonbytes import NotJson
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.rules import base
from harness.rules.lists.selection.part import Part, Shown
from harness.rules.things import MOST_KEPT, members
from harness.verdict import Because

Name: TypeAlias = tuple[str, ...]
"""What a feature lies under, such as its collection, and last its own."""
KNOWN: Final = "placeless"
"""Where the names of features without a place are remembered."""
MISSED: Final = "placeless-missed"
"""Where it is remembered that a box showed none of those that were known, until one is seen to be there still."""


def seen(state: Shown, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
    """Remember what has no place; yield the box that left it out, where it is there before and after."""
    known, missed = state.setdefault(KNOWN, {}), state.setdefault(MISSED, {})
    for name in _placeless(resource, role, x):
        sign: base.Broke | None = missed.get(name)
        if sign is not None:
            for other in [one for one, told in missed.items() if told.cites == sign.cites]:
                del missed[other]
            yield msgspec.structs.replace(sign, cites=(*sign.cites, x.id))
        if len(known) < MOST_KEPT:
            known[name] = None


def miss(part: Part) -> None:
    """Remember a whole part, to its last element, in which nothing is of what was known to have no place."""
    x, resource = part.x, part.resource
    elements = [element for _, element in members(resource, "list", x)]
    here = tuple(map(str, x.path_params.values()))
    known = [name for name in part.state.get(KNOWN, {}) if name[:-1] == here]
    if known and not any(map(_unlocated, elements)) and _total(resource, x) == len(elements):
        cause = f"placeless/{x.operation_id}"
        sign = base.broke(x, "placeless-left-out", cause=cause, parameter=part.name)
        part.state.setdefault(MISSED, {}).update(dict.fromkeys(known, sign))


def left(state: Shown) -> tuple[base.Sign, ...]:
    """Say of what was missed that it may have been removed by whoever else is at work."""
    found: dict[Name, base.Broke] = state.get(MISSED, {})
    return tuple(
        base.Unsure(because=Because(code="gone-since", params=sign.because.params), cites=sign.cites, blocks=False)
        for sign in {sign.cites: sign for sign in found.values()}.values()
    )


def _total(resource: Resource, x: Reading) -> Any:
    """Return how many there are in all, as the reply says: a page without a link to the next need not be the last."""
    if resource.total is None or isinstance(x.reply_json, NotJson):
        return None
    return follow(x.reply_json, parse_pointer(resource.total))


def _placeless(resource: Resource, role: str, x: Reading) -> Iterator[Name]:
    """Yield the names of features whose geometry is null: unlocated ones (RFC 7946 section 3.2)."""
    for _, element in members(resource, role, x) if role in ("list", "read") else ():
        above = tuple(map(str, x.path_params.values()))
        name = above if role == "read" else (*above, name_at(element, resource.element_id or "") or "")
        if _unlocated(element) and name and name[-1]:
            yield name


def _unlocated(element: Any) -> bool:
    return isinstance(element, dict) and element.get("type") == "Feature" and element.get("geometry", "") is None
