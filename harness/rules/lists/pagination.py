"""`pagination/1`: going from page to page gives each element once, leaves none out, and every link leads on."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.reading.addressed import NOT_THEIRS
from harness.rules import base
from harness.rules.replies import OTHERWISE
from harness.rules.things import is_name
from harness.verdict import CITED

MOST_KEPT = 20_000
"""Elements remembered in one walk; a longer one is unsure."""
CHECKS = ("all", "walk", "limit")


class Params(base.Params, frozen=True, kw_only=True):
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
    check: str = "all"
    """`walk` (each element once, none left out), `limit` (no page longer than asked for), or `all`."""


class _Walk:
    """One walk through one list."""

    __slots__ = ("cites", "cursor", "due", "seen", "steady", "total")

    def __init__(self, total: Any, due: dict[Any, ExchangeId]) -> None:
        self.seen: set[Any] = set()
        self.total = total
        self.steady = True
        """Whether every page stated the same total: a list that others add to meanwhile shows less."""
        self.cursor: Any = None
        self.due = due
        """What had been created when the walk began."""
        self.cites: tuple[ExchangeId, ...] = ()


class Watch(base.Following):
    """Follows one walk at a time in each list of a partition; a walk of one page shows nothing."""

    def __init__(self, params: Params, world: base.World) -> None:
        if params.check not in CHECKS:
            raise ProfileError(f"pagination/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self.operations = frozenset((*params.operations, *filter(None, (params.created,))))
        self._p = params
        self._walks, self._limits = params.check != "limit", params.check != "walk"
        self._id, self._items, self._next, self._total = map(
            parse_pointer, (params.id, params.items, params.next, params.total)
        )
        self._paging = frozenset((params.cursor, params.limit))

    def select(self, x: Reading) -> Hashable | None:
        """One key for each list and each party that looks at it."""
        return None if x.from_product else (x.id.partition, x.exchange.identity, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember what was created; take a page."""
        walk, created = state or _nothing()
        if x.operation_id == self._p.created:
            name = None if isinstance(x.reply_json, NotJson) else follow(x.reply_json, self._id)
            if x.status == 201 and is_name(name) and len(created) < MOST_KEPT:
                created[name] = x.id
            return (walk, created), ()
        if not set(x.query) <= self._paging or x.silence in NOT_THEIRS or x.renewed or x.status in OTHERWISE:
            return (walk, created), ()
        too_long = self._length(x) if self._limits else None
        if too_long is not None or not self._walks:
            return (None, created), (too_long,) if too_long is not None else ()
        walk, signs = self._page(walk, created, x)
        return (walk, created), signs

    def _length(self, x: Reading) -> base.Sign | None:
        """Hold a page against the limit that was asked for; only one that leaves something out shows a limit kept."""
        limit = whole(x.query.get(self._p.limit, ""))
        if limit is None or x.status != 200 or isinstance(x.reply_json, NotJson):
            return None
        elements = follow(x.reply_json, self._items)
        got = len(elements) if isinstance(elements, list) else 0
        if got > limit:
            return base.broke(x, "page-too-long", limit=limit, got=got)
        following = follow(x.reply_json, self._next)
        return base.passed(x) if not self._walks and got and is_name(following) and following != "" else None

    def _page(self, walk: _Walk | None, created: dict[Any, ExchangeId], x: Reading) -> _Step:
        asked = x.query.get(self._p.cursor)
        if asked is None:
            walk = None
        elif walk is None or str(walk.cursor) != asked:
            return walk, ()  # not the walk that is followed: a cursor made up, or from elsewhere
        if walk is not None and x.status != 200:
            return None, self._lost(walk, x)
        if x.status != 200 or isinstance(x.reply_json, NotJson):
            return None, ()
        if walk is None:
            walk = _Walk(follow(x.reply_json, self._total), dict(created))
        return self._elements(walk, x)

    def _lost(self, walk: _Walk, x: Reading) -> tuple[base.Sign, ...]:
        if x.status is None:
            sign = base.no_answer(x)
            return (sign,) if sign is not None else ()
        if base.busy(x) or base.at_the_door(x):
            return (base.hidden(x),)
        return (base.broke(x, "link-broken", cites=walk.cites[-1:], status=x.status),)

    def _elements(self, walk: _Walk, x: Reading) -> _Step:
        elements = follow(x.reply_json, self._items)
        elements = elements if isinstance(elements, list) else []
        previous, walk.cites = walk.cites, (*walk.cites, x.id)[-CITED:]
        walk.steady = walk.steady and follow(x.reply_json, self._total) == walk.total
        for element in elements:
            name = follow(element, self._id)
            if not is_name(name):
                return None, (base.aside(base.unsure(x, "no-identifier")),)
            if name in walk.seen:
                return None, (base.broke(x, "element-twice", cites=previous),)
            walk.seen.add(name)
        if len(walk.seen) > MOST_KEPT:
            return None, (base.unsure(x, "list-too-long"),)
        cursor = follow(x.reply_json, self._next)
        if cursor in (MISSING, None, ""):
            return None, self._end(walk, x)
        if cursor == walk.cursor or not elements:
            return None, (base.broke(x, "link-in-a-circle", cites=previous),)
        walk.cursor = cursor
        return walk, ()

    def _end(self, walk: _Walk, x: Reading) -> tuple[base.Sign, ...]:
        gone = [at for name, at in walk.due.items() if name not in walk.seen]
        if gone:
            return (base.broke(x, "element-missing", cites=(*walk.cites, gone[0]), missing=len(gone)),)
        if len(walk.cites) < 2:
            return ()
        if not walk.steady:
            return (base.aside(base.unsure(x, "list-changed")),)
        if isinstance(walk.total, int) and walk.total != len(walk.seen):
            return (base.broke(x, "total-differs", cites=walk.cites, total=walk.total, got=len(walk.seen)),)
        return (base.Passed(walk.cites),)


def _nothing() -> tuple[_Walk | None, dict[Any, ExchangeId]]:
    return None, {}


_Step = tuple[_Walk | None, tuple[base.Sign, ...]]


def whole(text: str) -> int | None:
    """Return a limit as it was asked for, or None for what is no whole number of a size that means anything."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


KIND = base.RuleKind("pagination/1", Params, Watch)
