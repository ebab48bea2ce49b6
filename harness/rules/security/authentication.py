"""`authentication/1`: a request without a usable credential gets 401 and a challenge (RFC 9110 15.5.2, RFC 6750 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harness.arazzo import OWN
from harness.contract import Contract, Operation
from harness.errors import ProfileError
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """Which credentials are no good, on which operations, and what refuses them."""

    credentials: tuple[str, ...]
    """`absent`, `malformed`, `tampered`, `alg-none`, `expired`, `wrong-audience`, or the name of an identity."""
    operations: tuple[str, ...] = ()
    statuses: Statuses = (401,)
    check: str = "status"
    """`status`; `challenge`: whether a 401 carries WWW-Authenticate; or `both`."""


class Watch(base.Single):
    """Looks at requests with such a credential, as attested by the gatherer that made it."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__(params.operations)
        if params.check not in ("status", "challenge", "both"):
            raise ProfileError(f"authentication/1: no check {params.check!r}", hint="Use status, challenge or both.")
        self._unusable = frozenset(params.credentials)
        self._refuses = compile_statuses(params.statuses)
        self._challenge = params.check == "challenge"
        self._both = params.check == "both"

    def heeds(self, status: int | None, usual: bool) -> bool:
        """What is sent in our own name with a genuine credential is not looked at, unless that is what is named."""
        return not usual or bool(self._unusable & {OWN, "genuine"})

    def look(self, x: Reading) -> base.Sign | None:
        """Give a request that was served, refused otherwise, or refused without a challenge."""
        if x.credential not in self._unusable and x.exchange.identity not in self._unusable:
            return None
        if x.operation is None or x.from_product or not asks_for_one(x):
            return None
        if x.status is None:
            return base.no_answer(x)
        if self._challenge:
            return self._challenged(x)
        if self._refuses(x.status):
            return self._challenged(x) if self._both and x.status == 401 else base.passed(x)
        if base.busy(x) or (400 <= x.status < 500 and not x.request_is_valid):
            return base.hidden(x)
        code = "credential-accepted" if x.status < 400 else "not-a-refusal"
        cause = f"authentication/{x.credential}"
        return base.broke(x, code, cause=cause, anybody=True, credential=x.credential, status=x.status)

    def _challenged(self, x: Reading) -> base.Sign | None:
        if x.status != 401:
            return None
        if x.header_redacted("www-authenticate"):
            return base.unsure(x, "redacted")
        if x.reply_headers.get("www-authenticate", "").strip():
            return base.passed(x)
        return base.broke(x, "no-challenge", cause="authentication/no-challenge", anybody=True)


def asks_for_one(x: Reading) -> bool:
    """Tell whether the contract wants a credential for the operation; one that is served to anybody shows nothing."""
    return x.operation is not None and wants_one(x.operation, x.contract)


def wants_one(operation: Operation, contract: Contract) -> bool:
    """Tell whether nobody is served without a credential that is sent by HTTP; a certificate alone is none."""
    if not operation.security or not all(operation.security):
        return False
    return any(scheme.get("type") != "mutualTLS" for scheme in schemes_of(operation, contract))


def schemes_of(operation: Operation, contract: Contract) -> Iterator[Mapping[str, Any]]:
    """Yield the security schemes that an operation names; one that is not described is an empty one."""
    for either in operation.security:
        yield from (contract.security_schemes.get(name, {}) for name, _ in either)


KIND = base.RuleKind("authentication/1", Params, Watch)
