"""`refuses-partner/1`: nothing is sent to a partner whose certificate nobody should trust (RFC 9110 section 4.3.4)."""

from __future__ import annotations

from harness.evidence import PRODUCT, Exchange, ExchangeId, Greeting, Observation
from harness.reading import Reading
from harness.rules import base
from harness.verdict import Because


class Params(base.Params, frozen=True, kw_only=True):
    """Nothing."""


class Watch(base.Beside):
    """Looks at handshakes in which a bad certificate was shown, and at what was sent over them all the same."""

    def __init__(self, params: Params, world: base.World) -> None:
        super().__init__()
        self._shown: list[tuple[str, ExchangeId]] = []
        self._sent: dict[str, ExchangeId] = {}

    def heeds(self, status: int | None, usual: bool) -> bool:
        """Every call counts, whatever it was answered."""
        return True

    def look(self, x: Reading) -> base.Sign | None:
        """Note what was sent under a fault; what it means is said at the end."""
        self._note(x.exchange)
        return None

    def aside(self, one: Observation) -> tuple[base.Sign, ...]:
        """Note handshakes, and calls for tokens, which come first on a new connection."""
        if isinstance(one, Greeting) and one.fault:
            self._shown.append((one.fault, one.id))
        elif isinstance(one, Exchange):
            self._note(one)
        return ()

    def closing(self) -> tuple[base.Sign, ...]:
        """Give each bad certificate that was shown: refused, or trusted."""
        return tuple(self._sign(fault, id) for fault, id in self._shown)

    def _note(self, exchange: Exchange) -> None:
        if exchange.from_party == PRODUCT and exchange.fault:
            self._sent.setdefault(exchange.fault, exchange.id)

    def _sign(self, fault: str, id: ExchangeId) -> base.Sign:
        sent = self._sent.get(fault)
        if sent is None:
            return base.Passed((id,))
        because = Because(code="trusts-anybody", params={"fault": fault})
        return base.Broke(because=because, cites=(sent, id), cause=f"trusts-anybody/{fault}")


KIND = base.RuleKind("refuses-partner/1", Params, Watch)
