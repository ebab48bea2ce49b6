"""`append-only/1`: what a list has once shown stays in it, unchanged (JESIP joint decision logging: erase nothing)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterator
from typing import Any

import orjson

from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base
from harness.rules.resources.idempotency import content_of
from harness.rules.things import is_name

# A number that is not written as a whole one; where it stands in a text instead, the closer look leaves it alone.
_FRACTION = re.compile(rb"[:\[,]-?\d+[.eE]|^-?\d+[.eE]")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)', re.DOTALL)
MOST_KEPT = 2_000
"""Elements remembered of one list; what comes after them is not followed."""


class Params(base.Params, frozen=True, kw_only=True):
    """What appends, what lists, and how elements are told apart."""

    append: str
    list: str
    id: str
    """Pointer to an element's identifier, in the reply to the append and in each element."""
    items: str = "/items"
    next: str = "/nextCursor"
    """Pointer that is there while a list has further pages."""
    cursor: str = "cursor"
    """Query parameter that takes what stands at `next`."""
    limit: str = "limit"


class _Kept:
    """One element: where it came up first, and what it was when a list first showed it."""

    __slots__ = ("appended", "at", "print", "sent")

    def __init__(self, at: ExchangeId, appended: bool, sent: bytes = b"") -> None:
        self.sent = sent
        """Digest of the content that was appended."""
        self.at = at
        self.appended = appended
        self.print: bytes | None = None


class _List:
    """What was appended to one list and shown by it, and how far the walk through its pages has come."""

    __slots__ = ("cursor", "due", "kept", "showing")

    def __init__(self) -> None:
        self.kept: dict[Any, _Kept] = {}
        self.cursor: str | None = None
        """What the next page of the walk must ask for; None where no walk is under way."""
        self.due: tuple[Any, ...] = ()
        """Elements that were there when the walk began."""
        self.showing: set[Any] = set()


class Watch(base.Following):
    """Follows each list of a partition, told apart by its path parameters and by who looks at it."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = frozenset((params.append, params.list))
        self._p = params
        self._id, self._items, self._next = map(parse_pointer, (params.id, params.items, params.next))
        self._paging = frozenset((params.cursor, params.limit))

    def select(self, x: Reading) -> Hashable | None:
        """One key for each list that is appended to with success or read."""
        if x.from_product or x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
            return None
        return (x.id.partition, x.exchange.identity, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember what was appended; hold each page against it."""
        kept: _List = state or _List()
        if x.operation_id == self._p.append:
            name = follow(x.reply_json, self._id)
            return kept, self._appended(kept, x, name) if is_name(name) else ()
        if not set(x.query) <= self._paging:
            return kept, ()  # a search: what it leaves out is not gone
        return kept, (*self._page(kept, x), *self._end(kept, x))

    def _appended(self, kept: _List, x: Reading, name: Any) -> tuple[base.Sign, ...]:
        """Remember what was appended; another message under a name that is taken has replaced something."""
        one = kept.kept.get(name)
        if one is None:
            if len(kept.kept) < MOST_KEPT:
                kept.kept[name] = _Kept(x.id, appended=True, sent=content_of(x))
            return ()
        if not one.appended or one.sent == content_of(x):
            return ()
        return (base.broke(x, "name-taken", cause=f"name-taken/{x.operation_id}", cites=(one.at,), pointer=self._p.id),)

    def _page(self, kept: _List, x: Reading) -> Iterator[base.Sign]:
        asked = x.query.get(self._p.cursor)
        if asked is None:
            kept.due, kept.showing = tuple(kept.kept), set()
        elif asked != kept.cursor:
            kept.due = ()  # not the walk that was followed: what it does not show may have been on another page
        elements = follow(x.reply_json, self._items)
        for index, element in enumerate(elements if isinstance(elements, list) else ()):
            sign = self._element(kept, x, f"{self._p.items}/{index}", element)
            if sign is not None:
                yield sign

    def _end(self, kept: _List, x: Reading) -> Iterator[base.Sign]:
        following = follow(x.reply_json, self._next)
        if isinstance(following, str | int) and following != "":
            kept.cursor = str(following)
            return
        kept.cursor = None
        for name in kept.due:
            if name not in kept.showing:
                at = kept.kept[name].at
                yield base.broke(x, "entry-gone", cause=f"entry-gone/{x.operation_id}", cites=(at,))
        kept.due = ()

    def _element(self, kept: _List, x: Reading, place: str, element: Any) -> base.Sign | None:
        name = follow(element, self._id)
        if not is_name(name):
            return None
        kept.showing.add(name)
        one = kept.kept.get(name)
        if x.is_redacted(place):
            # What somebody else wrote is not ours to judge; what this run wrote should be whole.
            return base.unsure(x, "redacted", pointer=place) if one is not None and one.appended else None
        if one is None:
            if len(kept.kept) >= MOST_KEPT:
                return None
            one = kept.kept[name] = _Kept(x.id, appended=False)
        shown = fingerprint(element)
        if one.print is None:
            one.print = shown
            return base.passed(x, one.at) if one.appended else None
        if one.print == shown:
            return base.passed(x, one.at)
        return base.broke(x, "entry-changed", cause=f"entry-changed/{x.operation_id}", cites=(one.at,), pointer=place)


def fingerprint(element: Any) -> bytes:
    """Return a digest of an element's JSON value: the order of members does not matter, nor how a number is written."""
    text = orjson.dumps(element, option=orjson.OPT_SORT_KEYS)
    if _FRACTION.search(text):
        text = _TOKEN.sub(_number, text)
    return hashlib.sha256(text).digest()


def _number(token: re.Match[bytes]) -> bytes:
    text = token[0]
    if text[:1] == b'"':
        return text
    value = float(text)
    return b"%d" % value if value.is_integer() else text


KIND = base.RuleKind("append-only/1", Params, Watch)
