"""`acceptance/1`: a request that the judge finds nothing wrong with is accepted."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.conditions import Condition, compile_conditions
from harness.rules.replies import in_part, unchanged
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """Which requests must be accepted, and which statuses accept."""

    operations: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()
    """What the contract cannot say and makes a request right: known agencies, times not in the future ..."""
    statuses: Statuses = (200, 201, 202, 204)
    tolerated: Statuses = (404, 409, 410, 412, 423, 428)
    """Refusals that the state over there may justify: they hide whether the request would have been taken."""


class Watch(base.Single):
    """Looks at valid requests made with our own, genuine credential."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._when = compile_conditions(params.when, world)
        self._accepts = compile_statuses(params.statuses)
        self._tolerated = compile_statuses(params.tolerated)

    def look(self, x: Reading) -> base.Sign | None:
        """Give a refusal of a right request."""
        if x.operation is None or x.from_product or not base.soundly_ours(x):
            return None
        if not x.request_is_valid or x.accepts_nothing_documented or not self._when.hold(x):
            return None
        status = x.status
        if status is None:
            return base.no_answer(x)
        if self._accepts(status):
            return base.passed(x)
        if base.busy(x) and not x.renewed:
            return base.unsure(x, "busy", status=status)
        if x.renewed or (status in (401, 403) and x.credential == "absent"):
            return None
        if self._tolerated(status) or unchanged(x) or in_part(x):
            return base.hidden(x)
        return base.broke(x, "refused-right-request", status=status)


KIND = base.RuleKind("acceptance/1", Params, Watch)
