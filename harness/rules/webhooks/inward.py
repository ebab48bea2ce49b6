"""`inward-callback/1`: an address to call that leads into the product's own network is refused (OWASP API7:2023)."""

from __future__ import annotations

from urllib.parse import urlsplit

from harness.reading import NotJson, Reading
from harness.resources.names import plain
from harness.resources.traits import addresses, callback_members, leads_inward
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Which operations are looked at; none given: all that take such an address."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at requests that are right but for an address that leads inward; the harness's own address is exempt."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._pointers = callback_members(world.contract)
        self._ours = urlsplit(world.context.environment.public_url).netloc

    def look(self, x: Reading) -> base.Sign | None:
        """Give an address that was taken."""
        pointers = self._pointers.get(x.operation_id, ())
        if not pointers or x.from_product or isinstance(x.request_json, NotJson) or not base.soundly_ours(x):
            return None
        given = [text for pointer, text in addresses(x.request_json) if plain(pointer.rpartition("/")[2]) in pointers]
        inward = [text for text in given if leads_inward(text) and urlsplit(text).netloc != self._ours]
        if not inward or any(p.part != "body" for p in x.request_problems):
            return None
        if x.status is None:
            return base.no_answer(x)
        if x.status in (400, 422):
            return base.passed(x)
        if base.busy(x) or 300 <= x.status < 500:
            return base.hidden(x)
        return base.broke(x, "inward-callback", cause=f"inward-callback/{x.operation_id}", address=inward[0])


KIND = base.RuleKind("inward-callback/1", Params, Watch)
