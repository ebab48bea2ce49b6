"""`read-only/1`: members that only the product sets cannot be set by whoever writes (OWASP API3:2023)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import msgspec

from harness.evidence import ExchangeId
from harness.expression import MISSING, follow, parse_pointer
from harness.expression.compare import json_equal
from harness.reading import NotJson, Reading
from harness.resources import Resource, resources_of
from harness.resources.answers import created_name, item_of
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """It has none: the description says which members are read-only."""


class _Forged(msgspec.Struct, frozen=True):
    values: dict[str, Any]
    at: ExchangeId


class Watch(base.Following):
    """Remembers read-only members that a write tried to set, and looks for them in what is shown afterwards."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._of: dict[str, Resource] = {}
        for r in resources_of(world.contract):
            if r.read_only:
                self._of |= dict.fromkeys(filter(None, (r.create, r.replace, r.update, r.read)), r)
        self.operations = frozenset(self._of) or frozenset(("",))

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product or x.operation_id not in self._of else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Judge a write that tries to set one by its answer, and a read by what was tried before."""
        forged: dict[str, _Forged] = state if state is not None else {}
        resource = self._of[x.operation_id]
        if x.operation_id != resource.read:
            sign = self._written(forged, resource, x)
        else:
            name = x.path_params.get(resource.parameter, "")
            sign = self._shown(resource, x, forged[name]) if name in forged and x.status == 200 else None
        return forged, (sign,) if sign is not None else ()

    def _written(self, forged: dict[str, _Forged], resource: Resource, x: Reading) -> base.Sign | None:
        tried = _values(resource, x.request_json)
        if not tried or not base.soundly_ours(x):
            return None
        if x.status is None:
            return base.no_answer(x)
        if x.status >= 300:
            refused = x.status in (400, 422)
            return base.passed(x) if refused else base.hidden(x)
        name = created_name(resource, x) if x.operation_id == resource.create else x.path_params.get(resource.parameter)
        if name:
            forged[name] = _Forged(tried, x.id)
        return self._shown(resource, x, _Forged(tried, x.id)) if x.has_body else None

    def _shown(self, resource: Resource, x: Reading, forged: _Forged) -> base.Sign | None:
        shown = item_of(resource, x)
        if shown is MISSING:
            return None
        for pointer, value in forged.values.items():
            here = follow(shown, parse_pointer(pointer))
            if here is not MISSING and json_equal(here, value) and not x.is_redacted(pointer):
                cause = f"read-only/{pointer}"
                return base.broke(x, "read-only-set", cause=cause, cites=(forged.at,), pointer=pointer)
        return base.passed(x, forged.at)


def _values(resource: Resource, sent: Any) -> dict[str, Any]:
    """Return the read-only members that a request tries to set."""
    if isinstance(sent, NotJson):
        return {}
    found = {pointer: follow(sent, parse_pointer(pointer)) for pointer in resource.read_only}
    return {pointer: value for pointer, value in found.items() if value is not MISSING and value is not None}


KIND = base.RuleKind("read-only/1", Params, Watch)
