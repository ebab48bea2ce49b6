"""`head/1`: HEAD answers as GET would, without content (RFC 9110 sections 9.1 and 9.3.2)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final

import msgspec

from harness.contract import Operation
from harness.reading import Reading
from harness.rules import base
from harness.rules.replies import OTHERWISE


class Params(base.Params, frozen=True, kw_only=True):
    """Which GET operations are looked at; none given: all."""

    operations: tuple[str, ...] = ()


TOLD_OTHERWISE: Final = OTHERWISE | {401, 403, 404, 410}
"""What has another reason than the method."""
Got = tuple[str, int]
"""Target and status of a GET."""


class Watch(base.Following):
    """Looks at HEAD requests to a path that takes GET, beside the GET that came last in the partition."""

    def __init__(self, params: Params, world: base.World) -> None:
        self._paths = {o.path for o in world.contract.operations if o.id in params.operations}

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition, of what is asked of the product by GET or HEAD."""
        return x.id.partition if x.exchange.request.method in ("GET", "HEAD") and not x.from_product else None

    def step(self, state: Got | None, x: Reading) -> tuple[Got | None, tuple[base.Sign, ...]]:
        """Remember a GET; judge a HEAD."""
        if x.exchange.request.method == "GET":
            return (x.exchange.request.target, x.status or 0), ()
        sign = self._look(x, state)
        return state, (sign,) if sign is not None else ()

    def _look(self, x: Reading, last: Got | None) -> base.Sign | None:
        """Give content that came, or a status that GET would not have had."""
        get = x.operations_on_path.get("GET")
        if get is None or (self._paths and get.path not in self._paths):
            return None
        if x.unexpected_body:
            return base.broke(x, "head-with-content", cause=f"head/{get.path}", path=get.path)
        if x.status is None:
            return base.no_answer(x)
        if 200 <= x.status < 300:
            return base.passed(x)
        if base.busy(x) or x.status in TOLD_OTHERWISE or x.may_split:
            return base.hidden(x)
        if x.status in (400, 422) and _asks_for_more(get, x):
            return base.hidden(x)
        if last == (x.exchange.request.target, x.status):
            return base.hidden(x)  # GET is answered so as well: that is a matter of its own
        # Whether HEAD is known is decided once for a product, mostly by what it is built with.
        refused = base.broke(x, "head-refused", cause=f"head-refused/{x.status}", path=get.path, status=x.status)
        return msgspec.structs.replace(refused, operation=get.id)


def _asks_for_more(get: Operation, x: Reading) -> bool:
    """Tell whether the request lacks something in its query or head that GET asks for: then GET is refused as well."""
    wanted = [p for p in get.parameters if p.required]
    in_query = any(p.location == "query" and p.name not in x.query for p in wanted)
    return in_query or any(p.location == "header" and p.name.lower() not in x.request_headers for p in wanted)


KIND = base.RuleKind("head/1", Params, Watch)
