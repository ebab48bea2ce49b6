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

MOST_OWN = 50
"""Values of one member that are remembered as the product's own."""


class Params(base.Params, frozen=True, kw_only=True):
    """It has none: the description says which members are read-only."""


class _Forged(msgspec.Struct, frozen=True):
    values: dict[str, Any]
    at: ExchangeId


class _Kept(msgspec.Struct):
    """What a partition has seen."""

    forged: dict[str, _Forged]
    """By the name of the item that it was tried on."""
    own: dict[str, list[Any]]
    """Values that members had although nobody had tried to set them, by pointer."""


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
        kept: _Kept = state if state is not None else _Kept(forged={}, own={})
        resource = self._of[x.operation_id]
        if x.operation_id != resource.read:
            sign = self._written(kept, resource, x)
        else:
            forged = kept.forged.get(x.path_params.get(resource.parameter, ""))
            sign = self._shown(kept, resource, x, forged) if x.status == 200 else None
        return kept, (sign,) if sign is not None else ()

    def _written(self, kept: _Kept, resource: Resource, x: Reading) -> base.Sign | None:
        tried = _values(resource, x.request_json)
        if not tried:
            return self._shown(kept, resource, x, None) if x.status in (200, 201) else None
        if not base.soundly_ours(x):
            return None
        if x.status is None:
            return base.no_answer(x)
        if x.status >= 300:
            refused = x.status in (400, 422)
            return base.passed(x) if refused else base.hidden(x)
        name = created_name(resource, x) if x.operation_id == resource.create else x.path_params.get(resource.parameter)
        forged = _Forged(tried, x.id)
        if name:
            kept.forged[name] = forged
        return self._shown(kept, resource, x, forged) if x.has_body else None

    def _shown(self, kept: _Kept, resource: Resource, x: Reading, forged: _Forged | None) -> base.Sign | None:
        """Look at what is shown; where nobody has tried anything, it is what the product sets by itself."""
        shown = item_of(resource, x)
        if shown is MISSING:
            return None
        if forged is None:
            _remember(kept.own, resource, shown)
            return None
        # A value that the product gives by itself tells nothing, whether it comes back or not.
        telling = [
            (p, v) for p, v in forged.values.items() if not any(json_equal(v, one) for one in kept.own.get(p, ()))
        ]
        for pointer, value in telling:
            here = follow(shown, parse_pointer(pointer))
            if here is not MISSING and json_equal(here, value) and not x.is_redacted(pointer):
                cause = f"read-only/{pointer}"
                return base.broke(x, "read-only-set", cause=cause, cites=(forged.at,), pointer=pointer)
        return base.passed(x, forged.at) if telling else None


def _remember(own: dict[str, list[Any]], resource: Resource, shown: Any) -> None:
    for pointer in resource.read_only:
        value, known = follow(shown, parse_pointer(pointer)), own.setdefault(pointer, [])
        if value is not MISSING and len(known) < MOST_OWN and not any(json_equal(value, one) for one in known):
            known.append(value)


def _values(resource: Resource, sent: Any) -> dict[str, Any]:
    """Return the read-only members that a request tries to set."""
    if isinstance(sent, NotJson):
        return {}
    found = {pointer: follow(sent, parse_pointer(pointer)) for pointer in resource.read_only}
    return {pointer: value for pointer, value in found.items() if value is not MISSING and value is not None}


KIND = base.RuleKind("read-only/1", Params, Watch)
