"""`deleted/1`: what was removed is gone: it is neither read nor changed nor listed any more."""

from __future__ import annotations

from collections.abc import Iterator

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.resources import Resource
from harness.resources.answers import elements_of, name_at
from harness.rules import base
from harness.rules.things import MOST_KEPT, Address, OfThings, address_of, succeeded

CHECKS = ("read", "change", "list")
AT_ONCE = frozenset((200, 204, 205))
"""Statuses that say that it is done; 202 says that it will be."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is tried on what is gone."""

    check: str = "read"
    """`read`, `change` or `list`."""


class Watch(OfThings):
    """Remembers what was removed in the partition, and judges what is done with it afterwards."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(world)
        if params.check not in CHECKS:
            raise ProfileError(f"deleted/1: no check {params.check!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = params.check

    def look(self, state: dict[Address, ExchangeId], resource: Resource, role: str, x: Reading) -> Iterator[base.Sign]:
        """Something gone that is found is a case against the product."""
        if role == "list":
            if self._check == "list" and state and succeeded(x):
                yield from self._listed(state, resource, x)
            return
        address = address_of(resource, role, x)
        if address is None:
            return
        if role == "delete" and x.status in AT_ONCE and len(state) < MOST_KEPT:
            state.setdefault(address, x.id)
        elif role == "create":
            state.pop(address, None)
        elif address in state and base.soundly_ours(x):
            wanted = "read" if role == "read" else "change" if role in ("replace", "update") else ""
            sign = self._used(state, address, x) if wanted == self._check else None
            yield from (sign,) if sign is not None else ()

    def _used(self, state: dict[Address, ExchangeId], address: Address, x: Reading) -> base.Sign | None:
        removed = state[address]
        if x.status is None:
            return base.no_answer(x)
        if x.status in (404, 410):
            return base.passed(x, removed)
        if x.status == 201 and x.exchange.request.method == "PUT":
            state.pop(address)  # made anew under the same name, as PUT may (RFC 9110 section 9.3.4)
            return base.hidden(x)
        if succeeded(x):
            return base.broke(x, "used-after-removal", cites=(removed,), status=x.status)
        if x.status >= 500 and not base.busy(x):
            return base.broke(x, "used-after-removal", cites=(removed,), status=x.status)
        return base.hidden(x)

    def _listed(self, state: dict[Address, ExchangeId], resource: Resource, x: Reading) -> Iterator[base.Sign]:
        elements = elements_of(resource, x)
        if elements is None or resource.element_id is None:
            return
        above = tuple(x.path_params.values())
        names = [name_at(element, resource.element_id) for element in elements]
        found = [state[*above, name] for name in names if name is not None and (*above, name) in state]
        if found:
            yield base.broke(x, "listed-after-removal", cites=tuple(found[:1]))
        elif names and any(address[:-1] == above for address in state):
            yield base.passed(x, next(iter(state.values())))


KIND = base.RuleKind("deleted/1", Params, Watch)
