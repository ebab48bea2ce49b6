"""`pagination/1`: walking a list from page to page gives each element once, leaves none out, and every link leads on."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base

MOST_KEPT = 20_000
"""Elements remembered in one walk; a longer one is unsure."""


class Params(base.Params):
    """Which lists, and where things stand in them."""

    operations: tuple[str, ...]
    id: str
    """Pointer to an element's identifier."""
    items: str = "/items"
    next: str = "/nextCursor"
    total: str = "/total"
    cursor: str = "cursor"
    """Query parameter that takes what stands at `next`."""
    limit: str = "limit"
    created: str = ""
    """Operation that adds to the list; what it added in this partition must be found."""


class _Walk:
    """One walk through one list."""

    __slots__ = ("cites", "cursor", "seen", "total")

    def __init__(self, total: Any) -> None:
        self.seen: set[Any] = set()
        self.total = total
        self.cursor: Any = None
        self.cites: tuple[ExchangeId, ...] = ()


class Watch:
    """Follows one walk at a time in each list of a partition; a walk of one page shows nothing."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset((*params.operations, *filter(None, (params.created,))))
        self._p = params
        self._id, self._items, self._next, self._total = map(
            parse_pointer, (params.id, params.items, params.next, params.total)
        )

    def select(self, x: Reading) -> Hashable | None:
        """One key for each list."""
        return None if x.from_product else (x.id.partition, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember what was created; take a page."""
        walk, created = state or (None, {})
        if x.operation_id == self._p.created:
            name = MISSING if isinstance(x.reply_json, NotJson) else follow(x.reply_json, self._id)
            if x.status == 201 and isinstance(name, str | int):
                created[name] = x.id
            return (walk, created), ()
        walk, signs = self._page(walk, created, x)
        return (walk, created), signs

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """A walk that was not ended shows nothing."""
        return ()

    def _page(self, walk: _Walk | None, created: dict[Any, ExchangeId], x: Reading) -> Any:
        asked = x.query.get(self._p.cursor)
        following = walk is not None and asked is not None and str(walk.cursor) == asked
        if x.status is None:
            sign = base.no_answer(x)
            return None, (sign,) if following and sign else ()
        if following and x.status != 200:
            return None, (base.broke(x, "link-broken", cites=walk.cites[-1:] if walk else (), status=x.status),)
        if x.status != 200 or isinstance(x.reply_json, NotJson) or (asked is not None and not following):
            return (walk if asked is not None else None), ()
        if walk is None or not following:
            walk = _Walk(follow(x.reply_json, self._total))
        return self._elements(walk, created, x)

    def _elements(self, walk: _Walk, created: dict[Any, ExchangeId], x: Reading) -> Any:
        elements = follow(x.reply_json, self._items)
        elements = elements if isinstance(elements, list) else []
        previous, walk.cites = walk.cites, (*walk.cites, x.id)[-20:]
        limit = x.query.get(self._p.limit, "")
        if limit.isdigit() and len(elements) > int(limit):
            return None, (base.broke(x, "page-too-long", limit=int(limit), got=len(elements)),)
        for element in elements:
            name = follow(element, self._id)
            if name in walk.seen:
                return None, (base.broke(x, "element-twice", cites=previous),)
            walk.seen.add(name if isinstance(name, str | int) else repr(name))
        if len(walk.seen) > MOST_KEPT:
            return None, (base.unsure(x, "list-too-long"),)
        cursor = follow(x.reply_json, self._next)
        if cursor in (MISSING, None, ""):
            return None, self._end(walk, created, x)
        if cursor == walk.cursor or not elements:
            return None, (base.broke(x, "link-in-a-circle", cites=previous),)
        walk.cursor = cursor
        return walk, ()

    def _end(self, walk: _Walk, created: dict[Any, ExchangeId], x: Reading) -> tuple[base.Sign, ...]:
        gone = [at for name, at in created.items() if name not in walk.seen]
        if gone:
            return (base.broke(x, "element-missing", cites=(*walk.cites, gone[0]), missing=len(gone)),)
        if len(walk.cites) < 2:
            return ()
        if isinstance(walk.total, int) and walk.total != len(walk.seen):
            return (base.broke(x, "total-differs", cites=walk.cites, total=walk.total, got=len(walk.seen)),)
        return (base.Passed(walk.cites),)


class Pagination:
    """The kind."""

    name = "pagination/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
