"""`repeated/1`: what is created twice alike has one effect under a key, and without one breaks nothing.

Source: draft-ietf-httpapi-idempotency-key-header, section 2. A reused key with other content is refused with 422 there;
409 is in use too.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import msgspec

from harness.errors import ProfileError
from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.resources import resources_of
from harness.resources.answers import created_name
from harness.rules import base

KEY = "idempotency-key"


class Params(base.Params, frozen=True, kw_only=True):
    """What is looked at."""

    check: str
    """`key`: repeats with an Idempotency-Key; `none`: repeats without one."""


class _First(msgspec.Struct, frozen=True):
    at: ExchangeId
    name: str
    body: bytes


class _Kept(msgspec.Struct):
    """What a partition has created."""

    firsts: dict[tuple[Hashable, ...], _First] = {}
    twins: dict[str, ExchangeId] = {}
    """Names of items that were created twice alike, and the creation that repeated it."""


class Watch(base.Following):
    """Remembers the first creation of each content, or of each key, and judges the next."""

    def __init__(self, params: Params, world: base.World) -> None:
        if params.check not in ("key", "none"):
            raise ProfileError(f"repeated/1: no check {params.check!r}", hint="Use key or none.")
        self._keyed = params.check == "key"
        self._creates = {r.create: r for r in resources_of(world.contract) if r.create}
        self._reads = {r.read: r for r in self._creates.values() if r.read}
        self._deletes = {r.delete: r for r in self._creates.values() if r.delete}
        self.operations = frozenset((*self._creates, *self._reads, *self._deletes))

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product or not base.soundly_ours(x) else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Judge a creation against the one before, and a read of what was created twice."""
        kept = state if state is not None else _Kept(firsts={}, twins={})
        if x.operation_id in self._deletes:
            # It may be gone whatever was answered, and is then rightly not found.
            kept.twins.pop(x.path_params.get(self._deletes[x.operation_id].parameter, ""), None)
            return kept, ()
        sign = self._created(kept, x) if x.operation_id in self._creates else self._read(kept, x)
        return kept, (sign,) if sign is not None else ()

    def _created(self, kept: _Kept, x: Reading) -> base.Sign | None:
        key = x.request_headers.get(KEY, "")
        if bool(key) is not self._keyed or x.request_problems:
            return None
        case = (x.operation_id, x.exchange.identity, *sorted(x.path_params.items()), key or x.exchange.request.body)
        first = kept.firsts.get(case)
        if first is None:
            name = created_name(self._creates[x.operation_id], x)
            if x.status is not None and 200 <= x.status < 300 and name is not None:
                kept.firsts[case] = _First(x.id, name, x.exchange.request.body)
            return None
        if x.status is None:
            return base.no_answer(x)
        if base.busy(x) or base.at_the_door(x):
            return base.hidden(x)
        return self._with_key(x, first) if self._keyed else self._without(kept, x, first)

    def _with_key(self, x: Reading, first: _First) -> base.Sign:
        assert x.status is not None
        if first.body != x.exchange.request.body:
            if x.status in (401, 403):
                return base.hidden(x)
            refused = x.status in (409, 422, 400)
            return (
                base.passed(x, first.at)
                if refused
                else base.broke(x, "key-reused", cause="key-reused", cites=(first.at,), status=x.status)
            )
        if x.status == 409:
            return base.hidden(x)  # the first may still be under way
        if not 200 <= x.status < 300:
            return base.broke(x, "repeat-refused", cause="repeat-refused", cites=(first.at,), status=x.status)
        same = created_name(self._creates[x.operation_id], x) == first.name
        return (
            base.passed(x, first.at)
            if same
            else base.broke(x, "second-effect", cause="second-effect", cites=(first.at,), status=x.status)
        )

    def _without(self, kept: _Kept, x: Reading, first: _First) -> base.Sign | None:
        assert x.status is not None
        if x.status >= 500:
            return base.broke(x, "repeat-broke", cause="repeat-broke", cites=(first.at,), status=x.status)
        if x.status >= 300:
            return base.passed(x, first.at) if x.status in (409, 422) else base.hidden(x)
        name = created_name(self._creates[x.operation_id], x)
        for one in (first.name, name):
            if one is not None:
                kept.twins[one] = x.id
        return None if self._reads else base.passed(x, first.at)

    def _read(self, kept: _Kept, x: Reading) -> base.Sign | None:
        resource = self._reads.get(x.operation_id)
        if resource is None or self._keyed:
            return None
        repeat = kept.twins.get(x.path_params.get(resource.parameter, ""))
        if repeat is None:
            return None
        if x.status is None:
            return base.no_answer(x)
        if 200 <= x.status < 300:
            return base.passed(x, repeat)
        if base.busy(x) or x.status in (304, 401, 403, 406):
            return base.hidden(x)
        return base.broke(x, "twin-broken", cause="twin-broken", cites=(repeat,), status=x.status)


KIND = base.RuleKind("repeated/1", Params, Watch)
