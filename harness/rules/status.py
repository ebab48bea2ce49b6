"""`status/1`: every status that comes back is documented for its operation."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base


class Params(base.Params):
    """Which operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at whole replies to documented operations."""

    def look(self, x: Reading) -> base.Sign | None:
        """Compare the status with the contract's, `4XX` and `default` included."""
        if x.operation is None or x.status is None or x.from_product:
            return None
        if x.operation.reply_for(x.status) is not None:
            return base.passed(x)
        return base.broke(x, "undocumented-status", cause=f"status/{x.status}", status=x.status)


class Status:
    """The kind."""

    name = "status/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params.operations)
