"""`scope/1`: a credential without the scope that an operation asks for is refused with 403 (RFC 6750 section 3.1)."""

from __future__ import annotations

from typing import Final

from harness.contract import Operation
from harness.reading import Reading
from harness.rules import base
from harness.rules.security.authentication import asks_for_one
from harness.rules.statuses import Statuses, compile_statuses

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Params(base.Params, frozen=True, kw_only=True):
    """Which identities lack scopes, and what refuses them."""

    identities: tuple[str, ...] = ("read-only",)
    operations: tuple[str, ...] = ()
    statuses: Statuses = (403,)


class Watch(base.Single):
    """Looks at requests of such an identity for what it may not do, as the description has it."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        self._identities = frozenset(params.identities)
        self._refuses = compile_statuses(params.statuses)

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Our own agency has the scopes that it needs."""
        return not usual

    def look(self, x: Reading) -> base.Sign | None:
        """Give a request that was served, or refused otherwise."""
        if x.exchange.identity not in self._identities or x.credential != "genuine" or x.from_product:
            return None
        if x.operation is None or not asks_for_one(x) or not lacks(x.operation, x.fact("scope").split()):
            return None
        if x.status is None:
            return base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x)
        # 404, 422 and their like: refused before it was looked at who may.
        if base.busy(x) or (400 <= x.status < 500 and x.status != 401):
            return base.hidden(x)
        code = "scope-not-asked" if x.status < 400 else "not-a-refusal"
        return base.broke(x, code, cause=f"scope/{code}", anybody=True, status=x.status)


def lacks(operation: Operation, held: list[str]) -> bool:
    """Tell whether the scopes held are none that the operation can be done with.

    Where it is not known which are held, an identity that may only read lacks those for what changes something.
    """
    wanted = [frozenset(scope for _, scopes in either for scope in scopes) for either in operation.security]
    if not all(wanted):
        return False
    if held:
        return not any(scopes <= set(held) for scopes in wanted)
    return operation.method not in SAFE


KIND = base.RuleKind("scope/1", Params, Watch)
