"""`tenancy/1`: what one tenant made is not shown to another, whatever kind of thing it is (OWASP API1:2023)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from harness.arazzo import OWN
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.resources import Resource, resources_of
from harness.resources.answers import created_name, elements_of, name_at
from harness.rules import base
from harness.rules.security.authentication import asks_for_one
from harness.rules.security.strangers import turned_away
from harness.rules.statuses import Statuses, compile_statuses

MOST_KEPT = 1_000


class Params(base.Params, frozen=True, kw_only=True):
    """Who is another tenant, and what refuses it."""

    operations: tuple[str, ...] = ()
    """What a stranger is judged by; none given: all that is done with one item."""
    strangers: tuple[str, ...] = ("other-agency",)
    statuses: Statuses = (403, 404)


class Watch(base.Following):
    """Remembers what our own agency made in the partition, and judges a stranger's requests for it."""

    def __init__(self, params: Params, world: base.World) -> None:
        resources = resources_of(world.contract)
        self._creates: dict[str, Resource] = {r.create: r for r in resources if r.create and r.item_path}
        self._items = {name: r for r in resources for name in (r.read, r.replace, r.update, r.delete) if name}
        if params.operations:
            self._items = {name: r for name, r in self._items.items() if name in params.operations}
        self._lists = {r.list: r for r in resources if r.list and r.element_id is not None}
        if params.operations:
            self._lists = {name: r for name, r in self._lists.items() if name in params.operations}
        self.operations = frozenset((*self._creates, *self._items, *self._lists)) or frozenset({"-"})
        self._strangers = frozenset(params.strangers)
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember a creation; judge a stranger's request."""
        owned: dict[tuple[str, str], ExchangeId] = state if state is not None else {}
        if x.operation_id in self._creates and x.exchange.identity == OWN and len(owned) < MOST_KEPT:
            resource = self._creates[x.operation_id]
            name = created_name(resource, x) if x.status is not None and 200 <= x.status < 300 else None
            if name is not None:
                owned[resource.collection, name] = x.id
        if x.exchange.identity not in self._strangers or x.credential != "genuine":
            return owned, ()
        if x.operation_id in self._lists:
            return owned, tuple(self._listed(x, self._lists[x.operation_id], owned))
        if x.operation_id not in self._items:
            return owned, ()
        resource = self._items[x.operation_id]
        made = owned.get((resource.collection, x.path_params.get(resource.parameter, "")))
        sign = (
            turned_away(x, made, self._refuses, cause="seen-by-a-stranger")
            if made is not None and asks_for_one(x)
            else None
        )
        return owned, (sign,) if sign is not None else ()

    def _listed(self, x: Reading, resource: Resource, owned: dict[tuple[str, str], ExchangeId]) -> Iterator[base.Sign]:
        """Find what is ours in a list that a stranger was given; that it is not there on one page shows nothing."""
        for element in elements_of(resource, x) or [] if x.status == 200 and asks_for_one(x) else []:
            made = owned.get((resource.collection, name_at(element, resource.element_id or "") or ""))
            if made is not None:
                yield base.broke(x, "seen-by-a-stranger", cause="seen-by-a-stranger", cites=(made,), status=x.status)


KIND = base.RuleKind("tenancy/1", Params, Watch)
