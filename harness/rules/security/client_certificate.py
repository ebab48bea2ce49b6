"""`client-certificate/1`: who shows no client certificate is refused, by TLS or by HTTP (RFC 8705 section 2).

TLS 1.3 tells a client only after the handshake that its certificate is missing, and many then just hang up. Such a
silence is a refusal where a handshake of TLS 1.2 without the certificate is refused too, and one with it comes about.
"""

from __future__ import annotations

from typing import Final

from harness.evidence import ExchangeId, Handshake, Observation
from harness.reading import Reading
from harness.reading.addressed import NOT_THEIRS
from harness.reading.entry import TURNED_AWAY
from harness.rules import base
from harness.rules.statuses import Statuses, compile_statuses
from harness.rules.wire.tls import REFUSED
from harness.verdict import Because

HUNG_UP: Final = frozenset({"closed", "reset"})
MOST: Final = 1_000
"""Silences, and refusals, that are kept until all is known."""


class Params(base.Params, frozen=True, kw_only=True):
    """What is wrong with the certificate, and which statuses refuse it."""

    credentials: tuple[str, ...] = ("without-certificate",)
    statuses: Statuses = (400, 401, 403, 421, 495, 496)
    """400 is what gateways answer (nginx, `No required SSL certificate was sent`); 495 and 496 are its own."""


class Watch(base.Beside):
    """Judges requests without a good certificate; those that are met by silence, when the handshakes are known."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._wrong = frozenset(params.credentials)
        self._refuses = compile_statuses(params.statuses)
        self._served: ExchangeId | None = None
        self._silent: list[tuple[ExchangeId, str]] = []
        self._refused: list[ExchangeId] = []
        self._open: ExchangeId | None = None
        self._shut: ExchangeId | None = None

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Look at all that was asked, with a certificate and without."""
        return True

    def look(self, x: Reading) -> base.Sign | None:
        """Remember that the way is open; judge whoever comes without the key."""
        if x.from_product:
            return None
        if x.credential not in self._wrong:
            if self._served is None and x.status is not None and x.status < 400 and x.fact("certificate") == "shown":
                self._served = x.id
            return None
        if x.status is None:
            if x.silence not in NOT_THEIRS and len(self._silent) < MOST:
                self._silent.append((x.id, x.silence))
            return None
        if self._refuses(x.status):
            if x.status in TURNED_AWAY:
                return base.passed(x)
            if len(self._refused) < MOST:
                self._refused.append(x.id)
            return None
        if base.busy(x) or 300 <= x.status < 500:
            return base.hidden(x)
        code = "served-without-certificate" if x.status < 300 else "not-a-refusal"
        return base.broke(x, code, cause="client-certificate", status=x.status)

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Remember one handshake of TLS 1.2 with the certificate that came about, and one without that did not."""
        if isinstance(one, Handshake) and one.offered == ("TLSv1.2",):
            if one.client_cert and one.negotiated is not None:
                self._open = one.id
            if not one.client_cert and one.why in REFUSED:
                self._shut = one.id
        return ()

    def closing(self) -> tuple[base.Sign, ...]:
        """Tell of each silence whether it was a refusal."""
        return (*map(self._as_refused, self._refused), *(self._ended(id, why) for id, why in self._silent))

    def _as_refused(self, id: ExchangeId) -> base.Sign:
        """Tell of a status that others get as well, such as 400, whether it was for the certificate."""
        if self._served is not None:
            return base.Passed((id, self._served))
        return base.Unsure(because=Because(code="no-good-credential"), cites=(id,))

    def _ended(self, id: ExchangeId, why: str) -> base.Sign:
        if self._served is not None and why == "tls":
            return base.Passed((id, self._served))
        if self._served is not None and why in HUNG_UP and self._open is not None and self._shut is not None:
            return base.Passed((id, self._served, self._open, self._shut))
        return base.Unsure(because=Because(code="no-answer", params={"why": why}), cites=(id,))


KIND = base.RuleKind("client-certificate/1", Params, Watch)
