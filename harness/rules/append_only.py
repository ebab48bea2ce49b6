"""`append-only/1`: what a list has once shown stays in it, unchanged (JESIP joint decision logging: nothing is erased)."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from typing import Any

from harness.canonical import canonical
from harness.evidence import ExchangeId
from harness.expression import follow, parse_pointer
from harness.reading import NotJson, Reading
from harness.rules import base

MOST_KEPT = 2_000


class Params(base.Params):
    """What appends, what lists, and how elements are told apart."""

    append: str
    list: str
    id: str
    """Pointer to an element's identifier, in the reply to the append and in each element."""
    items: str = "/items"
    next: str = "/nextCursor"
    """Pointer that is there while a list has further pages."""


class _Log:
    """What was appended to one list, and which of it the pages of the walk under way have shown."""

    __slots__ = ("kept", "showing", "whole")

    def __init__(self) -> None:
        self.kept: dict[Any, tuple[bytes, ExchangeId]] = {}
        self.showing: set[Any] = set()
        self.whole = False


class Watch:
    """Follows each list of a partition, told apart by its path parameters."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset((params.append, params.list))
        self._params = params
        self._id, self._items, self._next = map(parse_pointer, (params.id, params.items, params.next))

    def select(self, x: Reading) -> Hashable | None:
        """One key for each list that is appended to with success or read."""
        if x.from_product or x.status is None or not 200 <= x.status < 300 or isinstance(x.reply_json, NotJson):
            return None
        return (x.id.partition, *sorted(x.path_params.items()))

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember what was appended; hold each page against it."""
        log: _Log = state or _Log()
        if x.operation_id == self._params.append:
            name = follow(x.reply_json, self._id)
            if isinstance(name, str | int) and len(log.kept) < MOST_KEPT:
                log.kept.setdefault(name, (fingerprint(x.reply_json), x.id))
            return log, ()
        return log, tuple(self._page(log, x))

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Every page has been judged as it came."""
        return ()

    def _page(self, log: _Log, x: Reading) -> list[base.Sign]:
        if "cursor" not in x.query:
            log.showing, log.whole = set(), True
        signs: list[base.Sign] = []
        elements = follow(x.reply_json, self._items)
        for index, element in enumerate(elements if isinstance(elements, list) else ()):
            signs += self._element(log, x, f"{self._params.items}/{index}", element)
        if log.whole and not follow(x.reply_json, self._next):
            signs += [
                base.broke(x, "entry-gone", cause=f"entry-gone/{x.operation_id}", cites=(at,))
                for name, (_, at) in log.kept.items()
                if name not in log.showing
            ]
        return signs

    def _element(self, log: _Log, x: Reading, place: str, element: Any) -> list[base.Sign]:
        name = follow(element, self._id)
        if not isinstance(name, str | int):
            return []
        log.showing.add(name)
        if x.is_redacted(place):
            return [base.unsure(x, "redacted", pointer=place)]
        print_ = fingerprint(element)
        if name not in log.kept:
            if len(log.kept) < MOST_KEPT:
                log.kept[name] = (print_, x.id)
            return []
        before, at = log.kept[name]
        if before == print_:
            return [base.Passed((x.id, at))]
        return [base.broke(x, "entry-changed", cause=f"entry-changed/{x.operation_id}", cites=(at,), pointer=place)]


def fingerprint(element: Any) -> bytes:
    """Return a digest of an element's JSON value."""
    return hashlib.sha256(canonical(element)).digest()


class AppendOnly:
    """The kind."""

    name = "append-only/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
