"""`conditional/1`: a change on an outdated version is refused, one on the current version is not (RFC 9110 13.1.1)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import msgspec

from harness.contract import Operation
from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import NotJson, Reading
from harness.reading.fields import split_outside_quotes
from harness.resources import resources_of
from harness.resources.paths import with_above
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses
from harness.walks import SAFE

MOST_TAGS = 100
"""Outdated entity tags remembered of one resource."""


class Params(base.Params, frozen=True, kw_only=True):
    """What changes, what tells the current ETag, and what refuses."""

    write: str = ""
    """The operation that changes; with none, everything that replaces or updates a resource of the contract."""
    read: tuple[str, ...] = ()
    """Operations on the same resource whose replies carry its ETag; the write itself counts too."""
    parameter: str = ""
    """The path parameter that names the resource."""
    stale: Statuses = (412,)
    missing: Statuses = (428,)
    check: str = "stale"
    """`stale`, `missing` (no If-Match at all), or `fresh` (whether a change gives the resource another tag)."""


class _Versions:
    """The entity tags that one resource has shown."""

    __slots__ = ("body", "current", "live", "old", "seen")

    def __init__(self) -> None:
        self.current = ""
        """Empty where something else may have changed the resource since."""
        self.seen: ExchangeId | None = None
        self.live: dict[str, None] = {}
        """Those that were shown since the last change: each form of a resource has one of its own (section 8.8.3)."""
        self.old: dict[str, None] = {}
        self.body: Any = None
        """Tag, content, place and target of what was read last; None before."""

    def learn(self, tag: str, at: ExchangeId) -> None:
        self.old.pop(tag, None)
        if len(self.live) < MOST_TAGS:
            self.live[tag] = None
        self.current, self.seen = tag, at

    def change(self, told: str) -> None:
        """A change tells its new tag: those before are outdated. One that tells none leaves open what they are."""
        for tag in self.live if told else ():
            if len(self.old) < MOST_TAGS:
                self.old[tag] = None
        self.live.clear()
        self.current = ""


class Watch(base.Following):
    """Knows the ETag that each resource of the partition showed last, and those that it had before."""

    def __init__(self, params: Params, writes: tuple[str, ...]) -> None:
        self.operations = None
        if params.check not in ("stale", "missing", "fresh"):
            raise ProfileError(f"conditional/1: no check {params.check!r}", hint="Use stale, missing or fresh.")
        self._p = params
        self._writes = frozenset(writes)
        self._telling = frozenset((*writes, *params.read))
        self._refuses = compile_statuses(params.stale if params.check == "stale" else params.missing)

    def select(self, x: Reading) -> Hashable | None:
        """One key a resource; a reply that creates one names it in Location."""
        if x.from_product or (x.operation_id not in self._telling and x.exchange.request.method in SAFE):
            return None
        name = x.path_params.get(self._p.parameter)
        if name is None and x.status == 201:
            name = x.reply_headers.get("location", "").rstrip("/").rpartition("/")[2]
        return (x.id.partition, name) if name else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Judge a write against the version seen last, then learn the new one."""
        versions: _Versions = state or _Versions()
        if self._p.check == "fresh":
            sign = self._fresh(versions, x)
        else:
            sign = self._write(versions, x) if x.operation_id in self._writes else None
        told = x.reply_headers.get("etag", "") if x.status is not None and x.status < 300 else ""
        told = told if x.operation_id in self._telling else ""
        if x.exchange.request.method not in SAFE and (x.status is None or x.status < 300 or x.status >= 500):
            versions.change(told)
        if told:
            versions.learn(told, x.id)
        return versions, (sign,) if sign is not None else ()

    def _fresh(self, versions: _Versions, x: Reading) -> base.Sign | None:
        """Compare the tag of a read with that of the read before, where what they show differs.

        Another query makes it another resource, with tags of its own (RFC 9110 sections 4.1 and 8.8.3).
        """
        if x.operation_id in self._writes or x.status != 200 or isinstance(x.reply_json, NotJson):
            return None
        tag, before = x.reply_headers.get("etag", ""), versions.body
        versions.body = (tag, x.reply_json, x.id, x.exchange.request.target)
        if before is None or before[3] != x.exchange.request.target:
            return None
        if not tag or not before[0] or before[1] == x.reply_json:
            return None
        if before[0] == tag:
            return base.broke(x, "same-tag", cause="same-tag", cites=(before[2],))
        return base.passed(x, before[2])

    def _write(self, versions: _Versions, x: Reading) -> base.Sign | None:
        asked = x.request_headers.get("if-match", "").strip()
        if self._p.check == "missing":
            named = bool(self._p.write) or asks_for_condition(x)
            return None if asked or not named else self._refused(x, "unconditional-write-accepted", ())
        if not asked or asked == "*" or versions.seen is None or x.request_body_invalid:
            return None
        tags = [tag.strip() for tag in split_outside_quotes(asked, ",")]
        if versions.current and versions.current in tags:
            if x.status == 412 and not versions.current.startswith("W/"):
                return base.broke(
                    x, "current-write-refused", cause="current-write-refused", cites=(versions.seen,), status=x.status
                )
            return None
        if any(tag in versions.live for tag in tags):
            return None
        if versions.current or all(tag in versions.old for tag in tags):
            return self._refused(x, "stale-write-accepted", (versions.seen,))
        return None

    def _refused(self, x: Reading, code: str, cites: tuple[ExchangeId, ...]) -> base.Sign | None:
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x, *cites)
        if base.busy(x) or 300 <= x.status < 500:
            return base.hidden(x)
        return base.broke(x, code, cause=code, cites=cites, status=x.status)


def asks_for_condition(x: Reading) -> bool:
    """Tell whether the operation is described as requiring If-Match."""
    parameters = x.operation.parameters if x.operation is not None else ()
    return any(p.required and p.location == "header" and p.name.lower() == "if-match" for p in parameters)


class Every(base.Following):
    """The same for each resource that can be changed, by what is inferred from the contract."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._watches: dict[str, Watch] = {}
        self._items: dict[str, list[str]] = {}
        """Collections by the path of their items."""
        self._known: dict[str, str] = {}
        for one in resources_of(world.contract):
            writes = tuple(filter(None, (one.replace, one.update)))
            if writes and one.parameter:
                telling = tuple(filter(None, (one.read, one.create)))
                given = msgspec.structs.replace(params, read=telling, parameter=one.parameter)
                self._watches[one.collection] = Watch(given, writes)
                self._items.setdefault(with_above(one.item_path)[0], []).append(one.collection)
        self._collections = {one.create: one.collection for one in resources_of(world.contract) if one.create}

    def select(self, x: Reading) -> Hashable | None:
        """The resource, and the key that its own watch gives."""
        collection = self._about(x)
        key = self._watches[collection].select(x) if collection else None
        return (collection, key) if key is not None else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Hand the exchange to the watch of its resource."""
        return self._watches[self._about(x)].step(state, x)

    def _about(self, x: Reading) -> str:
        """Return the collection whose item an exchange is about, or is below, or that it adds to; '' for none."""
        if x.operation is None:
            return ""
        if x.operation.id not in self._known:
            self._known[x.operation.id] = self._found(x.operation)
        return self._known[x.operation.id]

    def _found(self, operation: Operation) -> str:
        added = self._collections.get(operation.id, "")
        if added in self._watches:
            return added
        names = (name for path in with_above(operation.path) for name in self._items.get(path, ()))
        return max(names, key=len, default="")


def _watch(params: Params, world: base.World) -> base.Watch:
    return Watch(params, (params.write,)) if params.write else Every(params, world)


KIND = base.RuleKind("conditional/1", Params, _watch)
