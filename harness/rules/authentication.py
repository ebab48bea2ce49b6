"""`authentication/1`: a request without a usable credential is refused with 401 and a challenge (RFC 9110 15.5.2, RFC 6750 3)."""

from __future__ import annotations

from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params):
    """Which credentials are no good, on which operations, and what refuses them."""

    credentials: tuple[str, ...]
    """`absent`, `malformed`, `tampered`, `alg-none`, `expired`, `wrong-audience`, or the name of an identity."""
    operations: tuple[str, ...] = ()
    statuses: Statuses = (401,)
    check: str = "status"
    """`status`, or `challenge`: whether a 401 carries WWW-Authenticate."""


class Watch(base.Single):
    """Looks at requests with such a credential, as attested by the gatherer that made it."""

    def __init__(self, params: Params) -> None:
        super().__init__(params.operations)
        self._unusable = frozenset(params.credentials)
        self._refuses = compile_statuses(params.statuses)
        self._challenge = params.check == "challenge"

    def look(self, x: Reading) -> base.Sign | None:
        """Give a request that was served, refused otherwise, or refused without a challenge."""
        if x.operation is None or x.from_product or x.credential not in self._unusable:
            return None
        if x.status is None:
            return base.no_answer(x)
        if self._challenge:
            if x.status != 401:
                return None
            if x.reply_headers.get("www-authenticate", "").strip():
                return base.passed(x)
            return base.broke(x, "no-challenge", cause="authentication/no-challenge")
        if self._refuses(x.status):
            return base.passed(x)
        code = "credential-accepted" if x.status < 400 else "not-a-refusal"
        return base.broke(x, code, cause=f"authentication/{x.credential}", credential=x.credential, status=x.status)


class Authentication:
    """The kind."""

    name = "authentication/1"
    Params = Params

    def watch(self, params: Params, world: base.World) -> Watch:
        """Put the rule to work."""
        return Watch(params)
