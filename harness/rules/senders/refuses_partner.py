"""`refuses-partner/1`: nothing is sent to a partner whose certificate nobody should trust (RFC 9110 section 4.3.4)."""

from __future__ import annotations

from typing import Final

from harness.evidence import PRODUCT, Exchange, ExchangeId, Greeting, Observation
from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing."""


BEFORE_ANY: Final = ("not-tls", "timeout", "version", "no-certificate", "bad-certificate")
"""Why a handshake ended that does not show what the product made of a certificate: before it was looked at, or for want
of the product's own, which may well have looked."""
IN_THE_CLEAR: Final = "in-the-clear"
"""Why a handshake ended that was none: a request came as HTTP without TLS. After a bad certificate that is sending to
whoever stands there."""
VERSIONS: Final = ("protocol_version", "handshake_failure", "insufficient_security", "no_application_protocol")
"""Alerts that say that nothing was agreed on, which is before a certificate is shown (RFC 8446 section 6.2)."""


class Watch(base.Beside):
    """Looks at handshakes in which a bad certificate was shown, and at what was sent over them all the same.

    How often a product tries again is its own affair: each kind of bad certificate is one case. That it was refused
    shows something only of a product that trusts a good one: who trusts nobody looked at nothing.
    """

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._shown: dict[str, ExchangeId] = {}
        self._unshown: dict[str, Greeting] = {}
        self._sent: dict[str, ExchangeId] = {}
        self._clear: dict[str, ExchangeId] = {}
        """What was sent without TLS after a bad certificate, by the fault of that."""
        self._met: dict[str, str] = {}
        """The last bad certificate that was shown in a partition."""
        self._well: ExchangeId | None = None
        """A call that came over a handshake in which no fault was played."""

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Every call counts, whatever it was answered."""
        return True

    def look(self, x: Reading) -> base.Sign | None:
        """Note what was sent under a fault; what it means is said at the end."""
        self._note(x.exchange)
        return None

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Note handshakes, and calls for tokens, which come first on a new connection."""
        if isinstance(one, Greeting) and one.why == IN_THE_CLEAR:
            if one.id.partition in self._met:
                self._clear.setdefault(self._met[one.id.partition], one.id)
        elif isinstance(one, Greeting) and one.fault:
            if one.why in BEFORE_ANY or one.alert in VERSIONS:
                self._unshown.setdefault(one.fault, one)
            else:
                self._shown.setdefault(one.fault, one.id)
                self._met[one.id.partition] = one.fault
        elif isinstance(one, Exchange):
            self._note(one)
        return ()

    def closing(self) -> tuple[base.Sign, ...]:
        """Give each bad certificate that was shown: refused, or trusted. Who looks at none has one vice, not three."""
        trusted = [fault for fault in self._shown if fault in self._sent]
        unshown = (one for fault, one in self._unshown.items() if fault not in self._shown)
        return (*(self._sign(fault, trusted) for fault in self._shown), *map(_unshown, unshown))

    def _note(self, exchange: Exchange) -> None:
        if exchange.from_party != PRODUCT:
            return
        if exchange.fault:
            self._sent.setdefault(exchange.fault, exchange.id)
        else:
            self._well = self._well or exchange.id

    def _sign(self, fault: str, trusted: list[str]) -> base.Sign:
        id = self._shown[fault]
        if fault in self._clear:
            because = Because(code="sent-in-the-clear", params={"faults": list(self._clear)})
            return base.Broke(because=because, cites=(self._clear[fault], id), cause="sent-in-the-clear")
        if fault not in trusted and self._well is None:
            return base.Unsure(because=Because(code="trusts-nobody"), cites=(id,))
        if fault not in trusted:
            return base.Passed((id, self._well) if self._well is not None else (id,))
        because = Because(code="trusts-anybody", params={"faults": trusted})
        return base.Broke(because=because, cites=(self._sent[fault], id), cause="trusts-anybody")


def _unshown(one: Greeting) -> base.Unsure:
    because = Because(code="no-certificate-shown", params={"fault": one.fault, "why": one.alert or one.why})
    return base.Unsure(because=because, cites=(one.id,), blocks=False)


KIND = base.RuleKind("refuses-partner/1", Params, Watch)
