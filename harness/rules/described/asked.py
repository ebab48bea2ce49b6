"""`asked/1`: what the description, or the credential itself, says that makes a requirement apply; a condition alone.

A request of our own shows whether the condition holds. Where the description leaves it open, it cannot be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from harness.contract import Contract, Operation
from harness.errors import ProfileError
from harness.reading import Reading
from harness.resources import resources_of
from harness.rules import base
from harness.rules.security.authentication import schemes_of, wants_one

NO_PARAMETER: Final = frozenset({"basic", "hook", "mutual-tls"})
"""Kinds of credential that no parameter of a query could hold."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is asked for: one of CHECKS."""

    of: str


class Watch(base.Single):
    """Looks at what was asked in our own name and answered; who has none sees whether a credential is asked for."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        if params.of not in CHECKS:
            raise ProfileError(f"asked/1: nothing asks of {params.of!r}", hint=f"There are: {', '.join(CHECKS)}.")
        self._check = CHECKS[params.of](world.contract)
        self._of_nobody = params.of in ("credential", "own-records")

    def look(self, x: Reading) -> base.Sign | None:
        """Give what one request shows of the condition."""
        if x.operation is None or x.from_product or x.status is None or x.status >= 500:
            return None
        as_nobody = self._of_nobody and x.exchange.identity == "none"
        return self._check(x) if as_nobody or base.soundly_ours(x) else None


Check = Callable[[Reading], "base.Sign | None"]


def _credential(contract: Contract) -> Check:
    """Some operation asks for a credential that is sent by HTTP."""
    if any(wants_one(operation, contract) for operation in contract.operations):
        return lambda x: holds(x) if x.operation is not None and wants_one(x.operation, x.contract) else None

    def nobody_asks(x: Reading) -> base.Sign | None:
        if x.fact("scheme") == "mutual-tls":
            return broke(x, "certificate-only")
        if x.credential != "absent":
            return base.unsure(x, "security-not-described")  # one was declared, and the description is silent
        return broke(x, "no-authentication") if x.status is not None and x.status < 400 else None

    return nobody_asks


def _scope(contract: Contract) -> Check:
    """Some operation asks for a scope."""
    scoped = any(scopes for o in contract.operations for either in o.security for _, scopes in either)
    return holds if scoped else lambda x: broke(x, "no-scopes")


def _out_of_query(contract: Contract) -> Check:
    """No credential is described as a parameter of the query."""
    described = any(s.get("type") == "apiKey" and s.get("in") == "query" for s in contract.security_schemes.values())

    def out(x: Reading) -> base.Sign | None:
        if described:
            return broke(x, "key-in-query-described")
        if x.credential == "absent":
            return broke(x, "no-authentication") if x.status is not None and x.status < 400 else None
        return broke(x, "no-parameter") if x.fact("scheme") in NO_PARAMETER else holds(x)

    return out


def _certificate(contract: Contract) -> Check:
    """A client certificate is shown."""
    described = any("mutualTLS" in _types(o, contract) for o in contract.operations)

    def shown(x: Reading) -> base.Sign | None:
        if x.fact("certificate") == "shown":
            return holds(x)
        return base.unsure(x, "no-certificate-declared") if described else broke(x, "no-certificate")

    return shown


def _bound(contract: Contract) -> Check:
    """The token is bound to the certificate."""
    return lambda x: holds(x) if x.fact("bound") else broke(x, "not-bound")


def _issuer(contract: Contract) -> Check:
    """An authority of ours signs the token."""
    return lambda x: holds(x) if x.fact("issuer") == "ours" else broke(x, "issuer-elsewhere")


def _audience(contract: Contract) -> Check:
    """The credential is a token, which may say whom it is for."""
    return lambda x: holds(x) if x.fact("scheme") == "bearer" else broke(x, "no-audience")


def holds(x: Reading) -> base.Passed:
    """Say that the condition holds: the description says so, whatever was answered, and whether anybody is let in."""
    return base.Passed((x.id,))


def broke(x: Reading, code: str) -> base.Broke:
    """Say that the condition is false; the reason is one for all operations."""
    return base.broke(x, code, cause=code)


def _own_records(contract: Contract) -> Check:
    """Whoever has a credential can make something that is its own."""
    if not any(r.create and r.item_path for r in resources_of(contract)):
        return lambda x: broke(x, "nothing-to-own")
    return _credential(contract)


def _types(operation: Operation, contract: Contract) -> Iterator[str]:
    yield from (str(scheme.get("type")) for scheme in schemes_of(operation, contract))


CHECKS: Final[Mapping[str, Callable[[Contract], Check]]] = {
    "credential": _credential,
    "scope": _scope,
    "key-out-of-query": _out_of_query,
    "certificate": _certificate,
    "bound-token": _bound,
    "audience": _audience,
    "issuer": _issuer,
    "own-records": _own_records,
}

KIND = base.RuleKind("asked/1", Params, Watch)
