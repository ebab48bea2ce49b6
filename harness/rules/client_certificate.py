"""`client-certificate/1`: who shows no client certificate, or another's, is refused, by TLS or by HTTP (RFC 8705)."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses


class Params(base.Params, frozen=True, kw_only=True):
    """What is wrong with the certificate, and which statuses refuse it."""

    credentials: tuple[str, ...] = ("without-certificate",)
    statuses: Statuses = (400, 401, 403, 421, 495, 496)
    """400 is what gateways answer (nginx, `No required SSL certificate was sent`); 495 and 496 are its own."""


class Watch(base.Following):
    """Judges requests without a good certificate, once one with a good one was answered in the same partition."""

    def __init__(self, params: Params, world: base.World) -> None:
        self.operations = None
        self._wrong = frozenset(params.credentials)
        self._refuses = compile_statuses(params.statuses)

    def select(self, x: Reading) -> Hashable | None:
        """One key a partition."""
        return None if x.from_product else x.id.partition

    def step(self, state: Any, x: Reading) -> tuple[Any, tuple[base.Sign, ...]]:
        """Remember that the way is open; judge whoever comes without the key."""
        served: ExchangeId | None = state
        if x.credential not in self._wrong:
            open_ = x.status is not None and x.status < 400 and x.fact("certificate") == "shown"
            return (x.id if open_ else served), ()
        sign = self._asked(x, served)
        return served, (sign,) if sign is not None else ()

    def _asked(self, x: Reading, served: ExchangeId | None) -> base.Sign | None:
        with_it = () if served is None else (served,)
        if x.status is None:
            # TLS that does not come about is a refusal only where it does with the certificate.
            refused = served is not None and x.silence == "tls"
            return base.passed(x, *with_it) if refused else base.no_answer(x)
        if self._refuses(x.status):
            return base.passed(x, *with_it)
        if base.busy(x) or 300 <= x.status < 500:
            return base.hidden(x)
        code = "served-without-certificate" if x.status < 300 else "not-a-refusal"
        return base.broke(x, code, cause="client-certificate", cites=with_it, status=x.status)


KIND = base.RuleKind("client-certificate/1", Params, Watch)
