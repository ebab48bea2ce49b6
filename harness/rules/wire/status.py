"""`status/1`: every status that comes back is documented for its operation; server errors are a matter of their own."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import Operations, in_part, unchanged
from harness.rules.statuses import SERVERS_OWN


class Watch(base.Single):
    """Looks at whole replies of documented operations."""

    def __init__(self, params: Operations, world: base.World) -> None:
        super().__init__(params.operations)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only whole answers that are no server errors."""
        return status is not None and status < 500

    def look(self, x: Reading) -> base.Sign | None:
        """Compare the status with the contract's, `4XX` and `default` included."""
        status = x.status
        if status is None or status >= 500 or x.operation is None or x.from_product:
            return None
        if x.reply_said is not None:
            return base.passed(x)
        if status in SERVERS_OWN or (status in (404, 405) and x.may_split) or unchanged(x) or in_part(x):
            return base.hidden(x)
        return base.broke(x, "undocumented-status", cause=f"status/{status}", status=status)


KIND = base.RuleKind("status/1", Operations, Watch)
