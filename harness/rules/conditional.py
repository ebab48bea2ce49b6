"""`conditional/1`: a change made on an outdated version is refused, one made on the current version is not (RFC 9110 13.1.1)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params):
    """What changes, what tells the current ETag, and what refuses."""

    write: str
    read: tuple[str, ...]
    """Operations on the same resource whose replies carry its ETag; the write itself counts too."""
    parameter: str
    """The path parameter that names the resource."""
    stale: Statuses = (412,)
    missing: Statuses = (428,)
    check: str = "stale"
    """`stale`, or `missing` (no If-Match at all)."""


class Watch:
    """Knows the ETag that each resource of the partition showed last."""

    scope: base.Scope = "partition"

    def __init__(self, params: Params) -> None:
        self.operations: frozenset[str] | None = frozenset((params.write, *params.read))
        self._params = params
        self._refuses = compile_statuses(params.stale if params.check == "stale" else params.missing)

    def select(self, x: Reading) -> Hashable | None:
        """One key a resource; a reply that creates one names it in Location."""
        if x.from_product:
            return None
        name = x.path_params.get(self._params.parameter)
        if name is None and x.status == 201:
            name = x.reply_headers.get("location", "").rstrip("/").rpartition("/")[2]
        return (x.id.partition, name) if name else None

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Judge a write against the version seen last, then learn the new one."""
        signs: tuple[base.Sign, ...] = ()
        if x.operation_id == self._params.write:
            sign = self._write(state, x)
            signs = (sign,) if sign is not None else ()
        tag = x.reply_headers.get("etag", "") if x.status is not None and x.status < 300 else ""
        return ((tag, x.id) if tag else state), signs

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Every write has been judged as it came."""
        return ()

    def _write(self, state: tuple[str, ExchangeId] | None, x: Reading) -> base.Sign | None:
        asked = x.request_headers.get("if-match", "")
        if self._params.check == "missing":
            return None if asked else self._refused(x, "unconditional-write-accepted", ())
        if state is None or not asked or x.request_body_invalid:
            return None
        tag, seen = state
        if asked not in (tag, "*"):
            return self._refused(x, "stale-write-accepted", (seen,))
        if x.status == 412:
            return base.broke(x, "current-write-refused", cites=(seen,), status=x.status)
        return base.Passed((x.id, seen)) if x.status is not None and x.status < 300 else None

    def _refused(self, x: Reading, code: str, cites: tuple[ExchangeId, ...]) -> base.Sign | None:
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.Passed((x.id, *cites))
        if x.status < 300 or x.status >= 500:
            return base.broke(x, code, cites=cites, status=x.status)
        return None


class Conditional:
    """The kind."""

    name = "conditional/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
