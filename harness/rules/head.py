"""`head/1`: HEAD answers as GET would, without content (RFC 9110 sections 9.1 and 9.3.2)."""

from __future__ import annotations

import msgspec

from harness.reading import Reading
from harness.rules import base


class Params(base.Params, frozen=True, kw_only=True):
    """Which GET operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


class Watch(base.Single):
    """Looks at HEAD requests to a path that takes GET."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._paths = {o.path for o in world.contract.operations if o.id in params.operations}

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Only HEAD, which is never usual."""
        return not usual

    def look(self, x: Reading) -> base.Sign | None:
        """Give content that came, or a status that GET would not have had."""
        if x.exchange.request.method != "HEAD" or x.from_product:
            return None
        get = x.operations_on_path.get("GET")
        if get is None or (self._paths and get.path not in self._paths):
            return None
        if x.unexpected_body:
            return base.broke(x, "head-with-content", cause=f"head/{get.path}", path=get.path)
        if x.status is None:
            return base.no_answer(x)
        if 200 <= x.status < 300:
            return base.passed(x)
        if base.busy(x) or x.status in (304, 401, 403, 404, 406) or x.may_split:
            return base.hidden(x)
        # Whether HEAD is known is decided once for a product, mostly by what it is built with.
        refused = base.broke(x, "head-refused", cause=f"head-refused/{x.status}", path=get.path, status=x.status)
        return msgspec.structs.replace(refused, operation=get.id)


KIND = base.RuleKind("head/1", Params, Watch)
