"""`methods/1`: a method that a path does not take is refused with 405 and an Allow field (RFC 9110 section 15.5.6)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from harness.contract import Operation
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses

UNREMARKABLE = frozenset({"HEAD", "OPTIONS", "TRACE", "CONNECT"})


class Params(base.Params, frozen=True, kw_only=True):
    """Which paths are looked at, by an operation on them; none given: all."""

    operations: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    """Which refused methods count; none given: every one that the path does not take."""
    statuses: Statuses = (405,)
    allow: bool = True
    """Whether the Allow field is looked at."""


class Watch(base.Single):
    """Looks at requests whose path is documented and whose method is not."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self.operations = frozenset(("",))
        self._params = params
        self._paths = {o.path for o in world.contract.operations if o.id in params.operations}
        self._refuses = compile_statuses(params.statuses)

    def look(self, x: Reading) -> base.Sign | None:
        """Give a method that was taken, refused otherwise, or refused without telling which are allowed."""
        method = x.exchange.request.method
        if x.operation is not None or x.from_product or method in UNREMARKABLE or x.method_is_taken:
            return None
        if self._params.methods and method not in self._params.methods:
            return None
        others = x.operations_on_path
        if not others or (self._paths and not any(o.path in self._paths for o in others.values())):
            return None
        if x.status is None:
            return base.no_answer(x)
        place = next(iter(others.values())).path
        if self._refuses(x.status):
            return self._allowed(x, place, others)
        # Under a path with an identifier in it, 404 or 410 may mean that there is no such thing.
        if base.busy(x) or x.status in (401, 403) or (x.status in (404, 410) and "{" in place) or x.may_split:
            return base.hidden(x)
        cause = f"method-not-refused/{x.status}"
        broke = base.broke(x, "method-not-refused", cause=cause, method=method, path=place, status=x.status)
        return msgspec.structs.replace(broke, operation=_named(others))

    def _allowed(self, x: Reading, place: str, others: Mapping[str, Operation]) -> base.Sign:
        if not self._params.allow or x.status != 405:
            return base.passed(x)
        allowed = {m.strip().upper() for m in x.reply_headers.get("allow", "").split(",")}
        missing = sorted(set(others) - allowed)
        if missing and x.may_split:
            return base.hidden(x)
        if missing:
            broke = base.broke(x, "allow-incomplete", cause="allow-incomplete", path=place, missing=missing)
            return msgspec.structs.replace(broke, operation=_named(others))
        return base.passed(x)


def _named(others: Mapping[str, Operation]) -> str:
    """Return the operation by which a path is named: its first."""
    return next(iter(others.values())).id


KIND = base.RuleKind("methods/1", Params, Watch)
