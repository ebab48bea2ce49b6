"""`heavy/1`: a request that weighs a product down is refused in order (RFC 9110 sections 15.5.1 and 15.5.14).

What makes a request heavy is read from its content: its size, how deep it is nested, how long a list or a number is.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.errors import ProfileError
from harness.reading import Reading
from harness.rules import base
from harness.rules.refusals.silences import Silences
from harness.rules.statuses import Statuses, compile_statuses
from harness.rules.weight import WAYS
from harness.verdict import Because


class Params(base.Params, frozen=True, kw_only=True):
    """What makes a request heavy, and which statuses refuse it."""

    by: tuple[str, ...]
    """`size`, `depth`, `list`, `number`."""
    operations: tuple[str, ...] = ()
    statuses: Statuses = (400, 413, 422)
    tolerated: Statuses = (401, 403, 404, 405, 409, 410, 411, 412, 415, 423, 428, 429)
    """Refusals for another reason: they hide what would have come of the weight."""
    taken: bool = False
    """Whether a product that takes it meets the requirement; if not, nothing is known of where its limit lies."""


class Watch(base.Following):
    """Looks at heavy requests made with our own, genuine credential."""

    steers: bool = False

    def __init__(self, params: Params, world: base.World) -> None:
        unknown = sorted(set(params.by) - WAYS.keys())
        if unknown or not params.by:
            raise ProfileError(f"heavy/1: by is some of {', '.join(WAYS)}", hint=f"Not known: {', '.join(unknown)}.")
        self.operations: frozenset[str] | None = frozenset(params.operations) or None
        self._ways = tuple(WAYS[name] for name in params.by)
        self._refuses = compile_statuses(params.statuses)
        self._tolerated = compile_statuses(params.tolerated)
        self._taken = params.taken

    def select(self, x: Reading) -> Hashable | None:
        """One key for a partition: what is not heavy shows that the product answers."""
        return None if x.from_product or x.operation is None or not base.soundly_ours(x) else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Give what a heavy request came to."""
        silences: Silences = state or Silences()
        status = x.status
        if status is None:
            return silences, silences.heard(x) if self._is_heavy(x) else ()
        silences.answered()
        if not self._is_heavy(x):
            return silences, ()
        sign = self._sign(x, status)
        return silences, (sign,) if sign is not None else ()

    def conclude(self, key: Hashable, state: Any) -> tuple[base.Sign, ...]:
        """Give the silences that were not tried again."""
        silences: Silences = state
        return silences.rest()

    def _is_heavy(self, x: Reading) -> bool:
        return bool(x.exchange.request.body) and any(way(x) for way in self._ways)

    def _sign(self, x: Reading, status: int) -> base.Sign | None:
        if self._refuses(status):
            return base.passed(x)
        if base.busy(x):
            return base.unsure(x, "busy", status=status)
        if self._tolerated(status):
            return base.hidden(x)
        if status < 300:
            return base.passed(x) if self._taken else _no_limit(x)
        return base.broke(x, "not-a-refusal", status=status)


def _no_limit(x: Reading) -> base.Unsure:
    return base.Unsure(because=Because(code="no-limit-found"), cites=(x.id,), blocks=False)


KIND = base.RuleKind("heavy/1", Params, Watch)
