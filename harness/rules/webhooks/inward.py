"""`inward-callback/1`: an address to call that leads into the product's own network is refused (OWASP API7:2023)."""

from __future__ import annotations

from harness.reading import Reading
from harness.resources.traits import leads_inward
from harness.rules import base
from harness.rules.webhooks.given import Given, heard


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all that take such an address."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at requests that are right but for an address that leads inward; the harness's own address is exempt."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._given = Given(world)

    def look(self, x: Reading) -> base.Sign | None:
        """Give an address that was taken."""
        given = self._given.addresses(x)
        inward = [text for text in given if leads_inward(text) and not self._given.is_ours(text)]
        if not inward or any(p.part != "body" for p in x.request_problems):
            return None
        cause = f"inward-callback/{x.operation_id}"
        return heard(x, lambda: base.broke(x, "inward-callback", cause=cause, address=inward[0]))


KIND = base.RuleKind("inward-callback/1", Params, Watch)
