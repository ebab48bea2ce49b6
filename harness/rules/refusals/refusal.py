"""`refusal/1`: a request that the judge itself finds to be wrong in a named way is refused with a fitting status."""

from __future__ import annotations

from typing import Final

from harness.errors import ProfileError
from harness.reading import Reading
from harness.rules import base
from harness.rules.conditions import Condition, compile_conditions
from harness.rules.statuses import Statuses, compile_statuses

OF_LENGTH: Final = frozenset({414, 431})
"""Said of too long an address or head (RFC 9110 section 15.5.15, RFC 6585 section 5)."""
LONG: Final = 1_000
"""Octets of a head below which neither is: every recipient is to take 8,000 of an address (RFC 9110 section 4.1)."""


class Params(base.Params, frozen=True, kw_only=True):
    """What makes a request wrong, and which statuses refuse it."""

    when: tuple[Condition, ...]
    operations: tuple[str, ...] = ()
    statuses: Statuses = (400, 422)
    tolerated: Statuses = (401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 423, 428, 431)
    """Refusals for another reason: they hide whether the request would have been refused for what is wrong."""


class Watch(base.Single):
    """Looks at requests that meet every condition."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        if not params.when:
            raise ProfileError("refusal/1: `when` is empty", hint="Say what makes a request wrong; else every one is.")
        self._when = compile_conditions(params.when, world)
        self._refuses = compile_statuses(params.statuses)
        self._tolerated = compile_statuses(params.tolerated)

    def look(self, x: Reading) -> base.Sign | None:
        """A crash, a silence or a redirect is no refusal; one that may be for another reason shows nothing."""
        if x.operation is None or x.from_product or not self._when.hold(x):
            return None
        status = x.status
        if status is None:
            return base.no_answer(x)
        if self._refuses(status):
            return base.passed_if_there(x) if self._when.alone(x) else None
        if base.busy(x):
            return base.unsure(x, "busy", status=status)
        if self._tolerated(status) and not (status in OF_LENGTH and len(x.exchange.request.head) < LONG):
            return base.hidden(x)
        code = "accepted-wrong-request" if status < 300 else "not-a-refusal"
        return base.broke(x, code, status=status)


KIND = base.RuleKind("refusal/1", Params, Watch)
