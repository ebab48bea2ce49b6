"""`selection/1`: a part of a list that was asked for is that part: filters filter, sorting sorts, dates lie between."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Final

from harness.errors import ProfileError
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import name_at
from harness.rules import base
from harness.rules.lists.selection import box, case, dates, filters, interval, sorting
from harness.rules.lists.selection.lacking import PLACELESS, TIMELESS
from harness.rules.lists.selection.part import ABOVE, Check, Part, Shown
from harness.rules.things import OfThings, members, succeeded

CHECKS: Final[dict[str, Check]] = {
    "filter": filters.CHECK,
    "case": case.CHECK,
    "sort": sorting.CHECK,
    "dates": dates.CHECK,
    "box": box.CHECK,
    "interval": interval.CHECK,
}


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """`filter`, `case` (a filter tells upper and lower case apart), `sort`, `dates`, `box` or `interval`."""
    placeless: bool = False
    """With `box`: whether features without a place belong in every box."""
    timeless: bool = False
    """With `interval`: whether features without a time belong in every interval."""
    where: str = ""
    """Pointer in the thing that a list lies under: the list is judged only where something stands there, such as the
    extent in time that a collection declares."""


class Watch(OfThings):
    """Remembers what the whole list showed, so that a part tells; judges each request that asks for one part alone."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world)
        if params.check not in CHECKS:
            raise ProfileError(f"selection/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = CHECKS[params.check]
        self._where = parse_pointer(params.where) if params.where else ()
        named = ((params.placeless, PLACELESS), (params.timeless, TIMELESS))
        self._lacking = tuple(lacking for asked, lacking in named if asked)

    def select(self, x: Reading) -> Hashable | None:
        """One key a resource; one a partition where what lies above has to be known as well."""
        key = super().select(x)
        return x.id.partition if key is not None and self._where else key

    def look(self, state: Shown, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Judge a list by its one parameter that is none of paging; learn from one that has none."""
        if self._where and succeeded(x):
            state.setdefault(ABOVE, {}).update(dict.fromkeys(self._with_something(resource, role, x)))
        for lacking in self._lacking if succeeded(x) and base.soundly_ours(x) else ():
            yield from lacking.seen(state, resource, role, x)
        if role != "list" or not base.soundly_ours(x) or not x.request_is_valid:
            return
        paging = resource.paging
        asked = {n: t for n, t in x.query.items() if paging is None or n not in (paging.limit, paging.parameter)}
        if not asked:
            self._check.learn(state, resource, x)
            yield from filters.still_there(state, resource, x)
        elif len(asked) == 1:
            ((name, text),) = asked.items()
            part = Part(state, resource, name, text, x, bool(self._where))
            yield from self._check.judge(part) if succeeded(x) else self._refused(part)
            if succeeded(x) and self._check.about(resource, name) and part.applies:
                for lacking in self._lacking:
                    lacking.miss(part)

    def conclude(self, key: Hashable, state: Shown) -> tuple[base.Sign, ...]:
        """Say what is left of parts that were empty."""
        return (*filters.left(state), *(sign for lacking in self._lacking for sign in lacking.left(state)))

    def _with_something(self, resource: Resource, role: str, x: Reading) -> Iterator[str]:
        """Yield the names of the things in which something stands at `where`."""
        for _, element in members(resource, role, x) if role in ("list", "read") else ():
            given = role == "read" or resource.element_id is None
            name = list(x.path_params.values())[-1:] if given else [name_at(element, resource.element_id or "")]
            if follow(element, self._where) not in (MISSING, None, [], [None]) and name and name[0]:
                yield str(name[0])

    def _refused(self, part: Part) -> Iterator[base.Sign]:
        """A part that the description offers, and that cannot be had, shows nothing here unless the product failed."""
        if self._check.about(part.resource, part.name):
            sign = base.no_answer(part.x) if part.x.status is None else base.hidden(part.x)
            yield from (sign,) if sign is not None else ()


KIND = base.RuleKind("selection/1", Params, Watch)
