"""`agrees/1`: what is read by itself says of itself what its list says of it.

Source: OGC API - Features 1.0.1, /req/core/sfc-md-success, part B. A thing may change between two requests. It is held
against the product only where the list says one thing before and after, and the thing itself another in between.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any, Final, TypeAlias

import msgspec

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import json_equal
from harness.expression.query import compile_query
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.rules import base
from harness.rules.things import MOST_KEPT, Address, OfThings, address_of, members, succeeded
from harness.verdict import Because

MOST_TWINS: Final = 10
"""Elements of one list that are kept of one name."""
Values: TypeAlias = dict[str, Any]
"""By pointer: what stands there. Null is as good as nothing."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is compared, and where."""

    members: tuple[str, ...]
    """Pointers to what has to be the same in the list and in the thing itself."""
    operations: tuple[str, ...] = ()
    """Lists that are looked at; none given: all."""
    only: str = ""
    """JSONPath query: of a list's elements only those in which it selects something are looked at."""


class _Shown(msgspec.Struct, frozen=True):
    """What one list shows of a name; more than one where it lists it more than once."""

    at: ExchangeId
    values: tuple[Values, ...]


class _Other(msgspec.Struct, frozen=True):
    """A thing that says something else than the list before, until the list is seen again."""

    sign: base.Broke
    pointer: str
    read: Values
    before: _Shown


class _Seen:
    """What a partition has shown of one resource."""

    def __init__(self) -> None:
        self.lists: dict[Address, _Shown] = {}
        self.others: dict[Address, _Other] = {}


class Watch(OfThings):
    """Remembers what a list says of each thing, and compares it with what the thing says of itself."""

    def __init__(self, params: Params, world: base.World) -> None:
        if not params.members:
            raise ProfileError("agrees/1: no members are named", hint="Name at least one by its pointer, such as /id.")
        super().__init__(world, params.operations)
        self._members = {text: parse_pointer(text) for text in params.members}
        self._only = compile_query(params.only) if params.only else None

    def fresh(self) -> _Seen:
        """Return the state that a resource begins with."""
        return _Seen()

    def look(self, state: _Seen, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Take in a list; judge a thing by the list before it, and where they differ by the one after."""
        if role in ("list", "read") and succeeded(x) and base.soundly_ours(x) and x.request_is_valid:
            yield from self._listed(state, resource, x) if role == "list" else self._read(state, resource, x)
        elif role == "read" and (sign := base.no_answer(x)) is not None:
            yield base.aside(sign)
        elif role not in ("list", "read"):
            address = address_of(resource, role, x) or ()
            state.lists.pop(address, None)
            state.others.pop(address, None)

    def conclude(self, key: Hashable, state: _Seen) -> tuple[base.Sign, ...]:
        """Say of what was read after the last list that it may have changed."""
        return tuple(map(_perhaps_changed, state.others.values()))

    def _listed(self, state: _Seen, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        """Take in what a whole list shows: one that is asked for by filters, or for some members, may show less."""
        paging = resource.paging
        if x.query.keys() - ({paging.limit, paging.parameter} if paging is not None else set()):
            return
        for address, values in self._elements(resource, x).items():
            shown = _Shown(x.id, values)
            if len(state.lists) < MOST_KEPT or address in state.lists:
                state.lists[address] = shown
            other = state.others.pop(address, None)
            if other is not None:
                yield _decided(other, shown, x)

    def _elements(self, resource: Resource, x: Reading) -> dict[Address, tuple[Values, ...]]:
        found: dict[Address, tuple[Values, ...]] = {}
        for place, element in members(resource, "list", x) if resource.element_id is not None else ():
            name = name_at(element, resource.element_id or "")
            address = (*x.path_params.values(), name) if name is not None else ()
            if self._only is not None and not self._only(element):
                continue
            if address and len(found.get(address, ())) < MOST_TWINS:
                found[address] = (*found.get(address, ()), self._values(x, place, element))
        return found

    def _read(self, state: _Seen, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        address = address_of(resource, "read", x)
        before = state.lists.get(address) if address is not None else None
        if address is None or before is None or x.query:
            return
        for place, thing in members(resource, "read", x):
            values = self._values(x, place, thing)
            pointer = _differing(values, before)
            if pointer is None:
                yield from (base.passed(x, before.at),) if _says_something(values, before) else ()
                continue
            cause = f"agrees/{x.operation_id}{pointer}"
            sign = base.broke(x, "not-as-listed", cause=cause, cites=(before.at,), pointer=pointer, name=address[-1])
            state.others[address] = _Other(base.held(sign, x), pointer, values, before)

    def _values(self, x: Reading, place: str, thing: Any) -> Values:
        """Return what is compared; what was taken out of the evidence is left out."""
        return {
            text: None if (value := follow(thing, parts)) is MISSING else value
            for text, parts in self._members.items()
            if not x.is_redacted(f"{place}{text}")
        }


def _differing(values: Values, shown: _Shown) -> str | None:
    """Return the pointer of what the thing says otherwise than every element of the list under its name."""
    found = [
        next((p for p in values.keys() & one.keys() if not json_equal(values[p], one[p])), None) for one in shown.values
    ]
    return None if None in found else found[0]


def _says_something(values: Values, shown: _Shown) -> bool:
    """Tell whether anything stands in both that could have been otherwise: that neither says a thing shows nothing."""
    return any(values[p] is not None for one in shown.values for p in values.keys() & one.keys())


def _decided(other: _Other, after: _Shown, x: Reading) -> base.Sign:
    """Judge by the list after: it must say again what it said before."""
    if _differing(other.read, after) is None:
        return base.passed(x, *other.sign.cites)
    if any(_differing(one, other.before) is None for one in after.values):
        return msgspec.structs.replace(other.sign, cites=(*other.sign.cites, after.at))
    return _perhaps_changed(other)


def _perhaps_changed(other: _Other) -> base.Unsure:
    because = Because(code="perhaps-changed", params={"pointer": other.pointer})
    return base.Unsure(because=because, cites=other.sign.cites, blocks=False)


KIND = base.RuleKind("agrees/1", Params, Watch)
