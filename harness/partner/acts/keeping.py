"""Keeps, finds, changes and forgets records on the shelves of the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from harness.expression import MISSING, Scope
from harness.partner.acts.base import Act, Name, Refusal
from harness.partner.bench import Bench, Value
from harness.partner.call import Call, Reply, Step
from harness.partner.store import Record


class Find(Act, frozen=True, kw_only=True, tag="find"):
    """Looks a record up and keeps it as `$found.<as>`; refuses where there is none, if `else` says so."""

    in_: Name = msgspec.field(name="in")
    key: str
    as_: Name = msgspec.field(name="as")
    of: str = ""
    """The record that the shelf belongs to; empty for a shelf of its own."""
    else_: Refusal | None = msgspec.field(name="else", default=None)

    def ready(self, bench: Bench) -> Step:
        of, key = bench.text(self.of), bench.text(self.key)
        refusal = self.else_.reply() if self.else_ else None

        def step(call: Call) -> Reply | None:
            record = call.world.store.look(self.in_, of(call.scope)).get(key(call.scope))
            if record is None:
                return refusal
            call.found[self.as_] = record
            return None

        return step


class Keep(Act, frozen=True, kw_only=True, tag="keep"):
    """Works out a value and keeps it as `$found.<as>`."""

    as_: Name = msgspec.field(name="as")
    value: Any
    only: tuple[str, ...] = ()
    """Members of the value that are taken; empty: all."""
    also: dict[str, Any] = msgspec.field(default_factory=dict)
    """Members that are added or replaced."""

    def ready(self, bench: Bench) -> Step:
        make = composed(bench, self.value, self.only, self.also)

        def step(call: Call) -> None:
            call.found[self.as_] = make(call.scope)

        return step


class Put(Act, frozen=True, kw_only=True, tag="put"):
    """Keeps a record on a shelf, after those that lie there; one of the same key is replaced where it lies."""

    in_: Name = msgspec.field(name="in")
    key: str
    value: Any = "$request.body"
    only: tuple[str, ...] = ()
    also: dict[str, Any] = msgspec.field(default_factory=dict)
    numbered: str = ""
    """Member that takes the record's number on its shelf, counted from 1."""
    of: str = ""
    as_: str = msgspec.field(name="as", default="")

    def ready(self, bench: Bench) -> Step:
        of, key = bench.text(self.of), bench.text(self.key)
        make = composed_record(bench, self.value, self.only, self.also)

        def step(call: Call) -> None:
            shelf = call.world.store.shelf(self.in_, of(call.scope))
            record = make(call.scope)
            if self.numbered:
                record = {**record, self.numbered: len(shelf) + 1}
            shelf.put(key(call.scope) if self.key else str(len(shelf)), record)
            if self.as_:
                call.found[self.as_] = record

        return step


class Change(Act, frozen=True, kw_only=True, tag="change"):
    """Changes a record on a shelf, if it is there."""

    in_: Name = msgspec.field(name="in")
    key: str
    of: str = ""
    by: Any = msgspec.field(default_factory=dict)
    """Members to change."""
    only: tuple[str, ...] = ()
    how: Literal["replace", "merge", "whole"] = "replace"
    """`merge` is JSON merge patch (RFC 7396); `replace` sets each member whole; `whole` leaves no other but `keeps`."""
    keeps: tuple[str, ...] = ()
    also: dict[str, Any] = msgspec.field(default_factory=dict)
    """Members that are set whatever is asked for."""
    counts: str = ""
    """Member that is raised by one."""
    as_: str = msgspec.field(name="as", default="")

    def ready(self, bench: Bench) -> Step:
        of, key = bench.text(self.of), bench.text(self.key)
        make, added = composed_record(bench, self.by, self.only, {}), bench.value(dict(self.also))

        def step(call: Call) -> None:
            shelf = call.world.store.shelf(self.in_, of(call.scope))
            name = key(call.scope)
            record = shelf.get(name)
            if record is None:
                return
            record = self._changed(record, make(call.scope))
            if self.also:
                record = {**record, **added(call.scope)}
            if self.counts:
                record = {**record, self.counts: record[self.counts] + 1}
            shelf.put(name, record)
            if self.as_:
                call.found[self.as_] = record

        return step

    def _changed(self, record: Record, change: Record) -> Record:
        if self.how == "merge":
            return merged(record, change)
        kept = {name: record[name] for name in self.keeps if name in record} if self.how == "whole" else record
        return {**kept, **change}


class Drop(Act, frozen=True, kw_only=True, tag="drop"):
    """Forgets a record; without a key, everything on the shelf."""

    in_: Name = msgspec.field(name="in")
    key: str = ""
    of: str = ""

    def ready(self, bench: Bench) -> Step:
        of, key = bench.text(self.of), bench.text(self.key)

        def step(call: Call) -> None:
            shelf = call.world.store.shelf(self.in_, of(call.scope))
            if self.key:
                shelf.drop(key(call.scope))
            else:
                shelf.clear()

        return step


def composed(bench: Bench, value: Any, only: tuple[str, ...], also: Mapping[str, Any]) -> Value:
    """Return what makes a value of which only some members are taken, and to which others are added."""
    whole, added = bench.value(value), bench.value(dict(also))

    def make(scope: Any) -> Any:
        found = whole(scope)
        if not isinstance(found, dict):
            return added(scope) if found is MISSING and also else found
        taken = {name: found[name] for name in only if name in found} if only else found
        return {**taken, **added(scope)} if also else taken

    return make


def composed_record(
    bench: Bench, value: Any, only: tuple[str, ...], also: Mapping[str, Any]
) -> Callable[[Scope], Record]:
    """The same, for a value that is an object whatever the request says."""
    make = composed(bench, value, only, also)

    def record(scope: Scope) -> Record:
        found = make(scope)
        return found if isinstance(found, dict) else {}

    return record


def merged(record: Record, patch: Any) -> Record:
    """Return a record after a JSON merge patch (RFC 7396 section 2)."""
    result = dict(record)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, dict):
            below = result.get(name)
            result[name] = merged(below if isinstance(below, dict) else {}, value)
        else:
            result[name] = value
    return result
