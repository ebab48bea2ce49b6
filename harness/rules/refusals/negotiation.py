"""`negotiation/1`: media types that the product cannot give or take get 406 and 415 (RFC 9110 15.5.7 and 15.5.16)."""

from __future__ import annotations

from harness.errors import ProfileError
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses

_OTHER_REASONS = frozenset({401, 403, 404, 409, 410, 423})


class Params(base.Params, frozen=True, kw_only=True):
    """Which field is negotiated, on which operations, and what refuses."""

    field: str
    """`accept` or `content-type`."""
    operations: tuple[str, ...] = ()
    statuses: Statuses = (406,)


class Watch(base.Single):
    """Looks at requests that ask for, or bring, only what the contract does not document."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        if params.field not in ("accept", "content-type"):
            raise ProfileError(f"negotiation/1: {params.field!r} is not negotiated", hint="Use accept or content-type.")
        self._accept = params.field == "accept"
        self._refuses = compile_statuses(params.statuses)

    def look(self, x: Reading) -> base.Sign | None:
        """Give a request that was served although nothing in it was on offer."""
        if x.operation is None or x.from_product:
            return None
        if not (x.accepts_nothing_documented if self._accept else x.brings_undocumented_type):
            return None
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x)
        if base.busy(x) or x.status in _OTHER_REASONS or (400 <= x.status < 500 and self._otherwise_wrong(x)):
            return base.hidden(x)
        return base.broke(x, "not-negotiated", cause=f"negotiation/{self._accept}", status=x.status)

    def _otherwise_wrong(self, x: Reading) -> bool:
        """Whether the request may be refused for something besides its media types."""
        return not x.request_check.sure or any(p.part != "media_type" for p in x.request_problems)


KIND = base.RuleKind("negotiation/1", Params, Watch)
