"""Holds a part of a list that was asked for by one parameter, and what the whole list has shown before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, TypeAlias

from harness.expression import MISSING
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.rules import base
from harness.rules.things import MOST_KEPT, members, plain_value, succeeded

Shown: TypeAlias = dict[str, dict[Any, Any]]
"""By pointer: the values that the whole list has shown in this partition, as texts, with the names of what had them.
Under names that are no pointers stands what else is remembered."""
ABOVE: Final = "above"
"""Where the names of the things are remembered in which something stands at `where`."""
MOST_BEARERS: Final = 100
"""Names remembered of the things that had one value."""


class Part(NamedTuple):
    """An answer to a request for one part of a list."""

    state: Shown
    resource: Resource
    name: str
    """The one parameter that is none of paging."""
    text: str
    """Its value, as it was sent."""
    x: Reading
    where: bool
    """Whether the list is judged only where something stands in what it lies under."""

    @property
    def applies(self) -> bool:
        """Whether the list is judged: nothing has to stand in what it lies under, or something does."""
        return not self.where or bool(self.state.get(ABOVE, {}).keys() & set(self.x.path_params.values()))


class Check(NamedTuple):
    """How one kind of part is judged."""

    about: Callable[[Resource, str], bool]
    """Whether a parameter asks for such a part."""
    judge: Callable[[Part], Iterator[base.Sign]]
    learn: Callable[[Shown, Resource, Reading], None]
    """Remembers what a whole list shows."""


def all_alike(part: Part) -> base.Unsure:
    """Say that nothing is known which would have been left out; another list has to show it."""
    return base.aside(base.unsure(part.x, "all-alike", parameter=part.name))


def raw(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, Any]]:
    """Yield place and value of each element that has one at `pointer`."""
    for place, element in members(resource, "list", x):
        value = plain_value(x, place, element, pointer)
        if value is not MISSING and value is not None:
            yield f"{place}{pointer}", value


def values(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, str]]:
    """Yield place and value, as a query would write it, of each element that has one."""
    for place, value in raw(resource, pointer, x):
        if (text := _text(value)) is not None:
            yield place, text


def borne(resource: Resource, pointer: str, x: Reading) -> Iterator[tuple[str, str]]:
    """Yield the name of each element that has a value, '' where elements have no names, and the value likewise."""
    for place, element in members(resource, "list", x):
        text = _text(plain_value(x, place, element, pointer))
        if text is not None:
            name = None if resource.element_id is None else name_at(element, resource.element_id)
            yield name or "", text


def learn_values(state: Shown, resource: Resource, pointers: set[str], x: Reading) -> None:
    """Remember the values that stand at each pointer, and what bears them."""
    for pointer in pointers if succeeded(x) else ():
        known = state.setdefault(pointer, {})
        for name, value in borne(resource, pointer, x):
            if value in known or len(known) < MOST_KEPT:
                bearers = known.setdefault(value, {})
                bearers |= {name: None} if len(bearers) < MOST_BEARERS else {}


def _text(value: Any) -> str | None:
    """Return a value as a query would write it; None for what it cannot say."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None
