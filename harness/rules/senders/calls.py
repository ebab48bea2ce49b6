"""`calls/1`: what a product sends to a partner is what the description says of it: operation, parameters, content."""

from __future__ import annotations

from typing import Final

from harness.contract import Problem
from harness.evidence import ELSEWHERE
from harness.reading import Reading
from harness.rules import base
from harness.rules.places import covers

READS: Final = ("GET", "HEAD", "OPTIONS")
CREDENTIALS: Final = ("authorization", "cookie", "x-api-key")


class Params(base.Params, frozen=True, kw_only=True):
    """Which calls are looked at, and what in them; none given: all."""

    operations: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    """Only problems at or below these places of the content count, in calls that have content."""
    rules: tuple[str, ...] = ()
    """Only problems of these codes count, of those of schemas: `required` ..."""


class Watch(base.Single):
    """Looks at each call that a partner of ours received from the product."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._pointers = params.pointers
        self._rules = params.rules

    def look(self, x: Reading) -> base.Sign | None:
        """Give the first problem of the request; one to nothing that is known is one."""
        if not x.to_partner or x.exchange.to_party == ELSEWHERE:
            return None  # what went to another host should not have gone there at all, which is held by itself
        if x.operation is None:
            return (
                None
                if self._pointers or _only_looks(x)
                else base.broke(x, "unknown-call", method=x.exchange.request.method)
            )
        if self._pointers and not x.operation.request_bodies:
            return None
        for p in x.request_problems:
            if self._is_in_question(p):
                place = p.pointer or p.name
                return base.broke(x, "call", cause=f"call/{p.part}/{place}", pointer=place, part=p.part, rule=p.code)
        for p in x.request_unknown:
            if self._is_in_question(p):
                return base.open_question(x, p)
        return base.passed(x)

    def _is_in_question(self, p: Problem) -> bool:
        if self._rules and p.code not in self._rules:
            return False
        return not self._pointers or (p.part == "body" and any(covers(each, p.pointer) for each in self._pointers))


def _only_looks(x: Reading) -> bool:
    """Tell whether a call that is none of the interface need not be the product's: load balancers look who is there.

    It only reads, asks for nothing below the interface's address, brings neither content nor a query, and says not in
    whose name. Nothing can be sent so, and nothing found out about an incident.
    """
    request = x.exchange.request
    bare = not request.body and "?" not in request.target and not any(name in x.request_headers for name in CREDENTIALS)
    return request.method in READS and bare and x.beside_interface


KIND = base.RuleKind("calls/1", Params, Watch)
