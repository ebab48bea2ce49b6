"""`pages/1`: a list goes on as described: each element once, none left out, the total true, no page too long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.reading.links import below
from harness.resources import Paging, Resource
from harness.resources.answers import elements_of, name_at, next_link
from harness.rules import base
from harness.rules.lists.pagination import whole
from harness.rules.replies import OTHERWISE
from harness.rules.things import MOST_KEPT, OfThings, address_of, succeeded
from harness.verdict import CITED

CHECKS = ("walk", "total", "size", "returned")
RETURNED = "numberReturned"
"""Member with the number of elements on the page (OGC API - Features, /req/core/fc-numberReturned)."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """`walk` (each element once, none left out, every link leads on), `total` (it is the number of elements), `size`
    (no page holds more than was asked for), or `returned` (it is the number of elements on the page)."""
    operations: tuple[str, ...] = ()
    """Lists that are looked at, with what they name; none given: all."""


class Walk:
    """One walk through one list."""

    __slots__ = ("cites", "due", "got", "last", "names", "total")

    def __init__(self, total: Any, due: dict[str, ExchangeId]) -> None:
        self.names: set[str] = set()
        self.got = 0
        self.total = total
        """What every page says of the number of elements; MISSING where pages differ, as others add meanwhile."""
        self.due = due
        """What had been made in the partition before the walk began."""
        self.last: Reading | None = None
        """The page that came last."""
        self.cites: tuple[ExchangeId, ...] = ()


class _List:
    """What is known of one list in one partition."""

    __slots__ = ("made", "walk")

    def __init__(self) -> None:
        self.made: dict[str, ExchangeId] = {}
        self.walk: Walk | None = None


class Watch(OfThings):
    """Follows one walk at a time: a page is its next one where the page before, or counting, leads to it."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world, params.operations)
        if params.check not in CHECKS:
            raise ProfileError(f"pages/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = params.check

    def fresh(self) -> _List:
        """Begin with nothing made and no walk."""
        return _List()

    def look(self, state: _List, resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Take in what is made and removed; take a page."""
        if role == "list":
            if base.soundly_ours(x):
                yield from self._list(state, resource, x)
            return
        address = address_of(resource, role, x)
        if address is not None and role == "create" and len(state.made) < MOST_KEPT:
            state.made[address[-1]] = x.id
        elif address is not None and role == "delete":
            state.made.pop(address[-1], None)
            state.walk = None

    def _list(self, state: _List, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        if self._check == "size":
            yield from self._size(resource, x)
        elif resource.paging is None:
            yield from _at_once(resource, x) if self._check == "total" and resource.limit else ()
        elif self._check == "returned":
            yield from _returned(resource, x)
        else:
            yield from self._page(state, resource, x)

    def _size(self, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        limit = whole(x.query.get(resource.page_size, "")) if resource.page_size else None
        elements = elements_of(resource, x)
        if limit is None or limit < 1 or not succeeded(x) or elements is None:
            return
        if len(elements) > limit:
            yield base.broke(x, "page-too-long", limit=limit, got=len(elements))
        elif len(elements) == limit:
            yield base.passed(x)

    def _page(self, state: _List, resource: Resource, x: Reading) -> Iterator[base.Sign]:
        paging = resource.paging
        assert paging is not None
        walk = state.walk
        continues = walk is not None and walk.last is not None and leads(walk, resource, paging, x)
        if not continues:
            state.walk = walk = begun(state.made, resource, paging, x)
        if walk is None:
            return
        elements = elements_of(resource, x)
        if x.status in OTHERWISE:
            return
        if not succeeded(x) or elements is None:
            state.walk = None
            if continues and self._check == "walk":
                yield from _lost(walk, x)
            return
        previous, walk.cites = walk.cites, (*walk.cites, x.id)[-CITED:]
        total = _total(resource, x)
        walk.total = walk.total if total == walk.total else MISSING
        if self._check == "walk":
            sign = _twice(walk, resource, elements, x, previous)
            if sign is not None:
                state.walk = None
                yield sign
                return
        walk.got += len(elements)
        walk.last = x
        if ends(walk, resource, paging, elements, x):
            state.walk = None
            yield from self._end(walk, x)

    def _end(self, walk: Walk, x: Reading) -> Iterator[base.Sign]:
        if self._check == "total":
            if isinstance(walk.total, int) and not isinstance(walk.total, bool):
                if walk.total != walk.got:
                    yield base.broke(x, "total-differs", cites=walk.cites, total=walk.total, got=walk.got)
                elif walk.got:
                    yield base.Passed(walk.cites)
            return
        gone = [at for name, at in walk.due.items() if name not in walk.names]
        if gone and walk.names:
            yield base.broke(x, "element-missing", cites=(*walk.cites, gone[0]), missing=len(gone))
        elif len(walk.cites) > 1:
            yield base.Passed(walk.cites) if walk.names else base.aside(base.unsure(x, "no-identifier"))


def _at_once(resource: Resource, x: Reading) -> Iterator[base.Sign]:
    """Compare the number with a list that does not go on: it may be cut, so that fewer than the number show nothing."""
    elements = elements_of(resource, x) if succeeded(x) and not x.query else None
    total = _total(resource, x)
    if elements is None or not isinstance(total, int) or isinstance(total, bool) or len(elements) < total:
        return
    if len(elements) != total:
        yield base.broke(x, "total-differs", total=total, got=len(elements))
    elif elements:
        yield base.passed(x)


def _returned(resource: Resource, x: Reading) -> Iterator[base.Sign]:
    """Compare what a page says of its own elements with their number."""
    elements = elements_of(resource, x) if succeeded(x) else None
    said = x.reply_json.get(RETURNED) if elements is not None and isinstance(x.reply_json, dict) else None
    if elements is None or said is None:
        return
    if said != len(elements):
        yield base.broke(x, "returned-differs", got=len(elements), said=said if isinstance(said, int) else "")
    elif elements:
        yield base.passed(x)


def begun(made: dict[str, ExchangeId], resource: Resource, paging: Paging, x: Reading) -> Walk | None:
    """Return a walk that begins with this request, or None where it asks for a part of the list or a later page."""
    beginnings = {"page": str(paging.first), "offset": "0"}
    for name, text in x.query.items():
        if name != paging.limit and not (name == paging.parameter and text == beginnings.get(paging.style)):
            return None
    return Walk(_total(resource, x), dict(made))


def leads(walk: Walk, resource: Resource, paging: Paging, x: Reading) -> bool:
    """Tell whether a request asks for the page after the one that came last."""
    before = walk.last
    assert before is not None
    link = next_link(resource, before)
    if link is not None:
        target = below(before, link)
        if target is not None and target == below(x, x.exchange.request.target):
            return True
    asked = x.query.get(paging.parameter) if paging.parameter else None
    if asked is None:
        return False
    if paging.style == "cursor":
        token = (
            MISSING
            if isinstance(before.reply_json, NotJson)
            else follow(before.reply_json, parse_pointer(paging.next or ""))
        )
        return str(token) == asked
    if paging.style == "offset":
        return asked == str(walk.got)
    return asked.isdigit() and int(asked) == _number(paging, before) + 1


def _number(paging: Paging, x: Reading) -> int:
    """Return the number of a page: the one that was asked for, or else the one that it says itself, where it may be so.

    One that is wrong about its own number is another fault than one that comes twice.
    """
    said: Any = MISSING
    if paging.current is not None and not isinstance(x.reply_json, NotJson):
        said = follow(x.reply_json, parse_pointer(paging.current))
    asked = x.query.get(paging.parameter, "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10:
        return int(asked)
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= paging.least else paging.first


def _total(resource: Resource, x: Reading) -> Any:
    if resource.total is None or isinstance(x.reply_json, NotJson):
        return MISSING
    return follow(x.reply_json, parse_pointer(resource.total))


def _twice(
    walk: Walk, resource: Resource, elements: list[Any], x: Reading, previous: tuple[ExchangeId, ...]
) -> base.Sign | None:
    """Give an element that came before in the walk; where elements have no names nothing can be told."""
    if resource.element_id is None:
        return None
    here: set[str] = set()
    for element in elements:
        name = name_at(element, resource.element_id)
        if name is not None and name in walk.names:
            return base.broke(x, "element-twice", cites=previous)
        if name is not None:
            here.add(name)
    walk.names |= here
    return base.unsure(x, "list-too-long") if len(walk.names) > MOST_KEPT * 10 else None


def ends(walk: Walk, resource: Resource, paging: Paging, elements: list[Any], x: Reading) -> bool:
    """Tell whether nothing comes after this page."""
    if not elements:
        return True
    if next_link(resource, x) is not None:
        return False
    if paging.style == "link" or paging.is_url:
        return True
    if paging.style == "cursor":
        token = MISSING if isinstance(x.reply_json, NotJson) else follow(x.reply_json, parse_pointer(paging.next or ""))
        return token in (MISSING, None, "")
    if isinstance(walk.total, int):
        return walk.got >= walk.total
    limit = whole(x.query.get(paging.limit, "")) if paging.limit else None
    return limit is not None and len(elements) < limit


def _lost(walk: Walk, x: Reading) -> Iterator[base.Sign]:
    if x.status is None:
        sign = base.no_answer(x)
        yield from (sign,) if sign is not None else ()
    elif base.busy(x) or base.at_the_door(x) or x.renewed:
        yield base.hidden(x)
    else:
        yield base.broke(x, "link-broken", cites=walk.cites[-1:], status=x.status)


KIND = base.RuleKind("pages/1", Params, Watch)
