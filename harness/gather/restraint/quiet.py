"""Notices that the product no longer answers: how long to wait before it is asked again, and when to give up."""

from __future__ import annotations

from typing import Final

from harness.evidence import PRODUCT, Exchange, Partial, Silence
from harness.gather.restraint.breaker import operation_of
from harness.reading.addressed import NOT_THEIRS

SHORTEST: Final = 50_000
"""Microseconds of the first pause; each further one is twice as long."""
LONGEST: Final = 2_000_000
NO_WAY: Final = 12
"""Connections in a row that could not be made or broke off, with some 13 seconds of pauses in between."""
TIMEOUTS: Final = 5
"""Requests in a row that got no answer in time, of two operations at least."""
TIMEOUTS_OF_ONE: Final = 10
"""The same of one operation alone, which whoever tries it should have given up before."""


class Quiet:
    """Follows the silences in a row; any answer ends the row, whatever it says."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._row = 0
        self._timeouts = 0
        self._operations: set[tuple[str, str]] = set()
        self.pause = 0
        """Microseconds to wait before the next request: a product that restarts is given time."""

    @property
    def lasts(self) -> bool:
        """Whether the last request got no answer."""
        return bool(self._row or self._timeouts)

    def watch(self, exchange: Exchange) -> str:
        """Take in what came of a request; returns why the run should stop, or nothing."""
        reply = exchange.reply
        if exchange.to_party != PRODUCT or (isinstance(reply, Silence) and reply.why in NOT_THEIRS):
            return ""
        if not isinstance(reply, Silence) and not (isinstance(reply, Partial) and reply.why == "timeout"):
            self._row = self._timeouts = self.pause = 0
            self._operations.clear()
            return ""
        if reply.why == "timeout":
            return self._timed_out(exchange)
        self._row += 1
        self.pause = min(SHORTEST << (self._row - 1), LONGEST)
        return f"breaker: silence ({self._row} connections in a row: {reply.why})" if self._row >= NO_WAY else ""

    def _timed_out(self, exchange: Exchange) -> str:
        self._timeouts += 1
        self._operations.add(operation_of(exchange))
        several = self._timeouts >= TIMEOUTS and len(self._operations) > 1
        if several or self._timeouts >= TIMEOUTS_OF_ONE:
            return f"breaker: silence ({self._timeouts} requests in a row got no answer in time)"
        return ""
