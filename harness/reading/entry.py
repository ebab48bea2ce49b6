"""Knows whether a product let in whoever had a good credential, and which of its operations it was seen to have.

A product that turns everybody away refuses a bad credential as well, and one that has nothing at an address says 404 of
whatever is asked for there. Neither shows what it would do otherwise.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from harness.arazzo import OWN
from harness.contract import Contract
from harness.evidence import ExchangeId
from harness.reading.reading import Reading
from harness.reading.request import SOUND

TURNED_AWAY: Final = frozenset({401, 403, 407})
"""Said to whoever is not let in (RFC 9110 sections 15.5.2, 15.5.4 and 15.5.8)."""
LACKING: Final = frozenset({404, 405, 501})
"""Said where there is nothing to ask (RFC 9110 sections 15.5.5, 15.5.6 and 15.6.2)."""
SEVERAL: Final = 2
"""Operations that turn everybody away, or requests to one that is not there, from which it is no single case."""
UNTOLD: Final = TURNED_AWAY | LACKING | {429}
"""Statuses that do not show that an operation is there."""


class Entry:
    """What a run has shown so far; bounded by the operations of the contract."""

    def __init__(self) -> None:
        self._away: Counter[int] = Counter()
        """How often a good credential was turned away, by status."""
        self._lacked: Counter[str] = Counter()
        """How often an operation answered that it is not there."""
        self._asked: dict[str, set[bytes]] = {}
        """Different requests that were answered so, as many as tell."""
        self._let_in: dict[str, ExchangeId] = {}
        self._there: dict[str, ExchangeId] = {}
        self._last_in = 0
        """When a good credential let in for the last time, microseconds since 1970."""
        self._last_out: dict[str, list[tuple[int, int]]] = {}
        """When one was turned away for the last times, as many as tell, and with which status, by operation."""
        self._guarded: bool | None = None
        """Whether the contract says of any operation that it asks for a credential."""

    def see(self, x: Reading) -> None:
        """Take in what an exchange shows."""
        status, name = x.status, x.operation_id
        if status is None or status >= 500 or x.from_product:
            return
        if status in TURNED_AWAY:
            self._turned_away(x, name, status)
        elif status in LACKING:
            self._lacked[name] += 1
            if name not in self._there and len(asked := self._asked.setdefault(name, set())) < SEVERAL:
                asked.add(x.request_print)
        elif status not in UNTOLD and not (x.sent_at <= self._last_in and name in self._let_in):
            self._served(x, name, status)

    def _turned_away(self, x: Reading, name: str, status: int) -> None:
        if x.renewed or not rightly_ours(x):
            return
        if not self._let_in:
            self._away[status] += 1
        self._last_out[name] = sorted((*self._last_out.get(name, ()), (x.sent_at, status)))[-SEVERAL:]

    def _served(self, x: Reading, name: str, status: int) -> None:
        if is_page_instead(x):
            return
        self._there.setdefault(name, x.id)
        if status < 300 and self._asks(x) and rightly_ours(x):
            self._let_in.setdefault(name, x.id)
            self._last_in = max(self._last_in, x.sent_at)

    def there(self, operation: str) -> ExchangeId | None:
        """Return what shows that an operation is there, or None."""
        return self._there.get(operation)

    @property
    def let_in(self) -> ExchangeId | None:
        """The first exchange that shows that a good credential lets in, or None."""
        return next(iter(self._let_in.values()), None)

    def lacks(self, operation: str, refused: int) -> bool:
        """Tell whether an operation was never seen to be there, and not only where it was to refuse, as often as that.

        Where nothing else was asked of it, that it is not there is not shown either.
        """
        return operation not in self._there and self._lacked[operation] > refused

    def cause_of(self, operation: str) -> str:
        """Return the one cause of all that goes wrong where an operation is not there; '' where it may be.

        One request is not enough, however often it was sent: what it names may be missing.
        """
        if operation in self._there or len(self._asked.get(operation, ())) < SEVERAL:
            return ""
        return f"not-there/{operation}" if self._there else "not-there/*"

    def shut(self, refused: int) -> int:
        """Return the status with which everybody was turned away, and not only who was to be, as often as that; or 0.

        It is 0 as well where somebody was let in.
        """
        return next(iter(self._away)) if not self._let_in and self._away.total() > refused else 0

    def ran_out(self, *, finished: bool = True) -> tuple[int, int]:
        """Return since when operations that let in before turned everybody away, to the end, and how; or 0.

        One operation that does so may ask for more. That several do shows that the credential is good no more. Where
        the run did not come to its end, nothing else may have been asked since, and several requests to one are enough.
        """
        since = self._last_in
        later = {
            name: [status for at, status in out if at > since]
            for name, out in self._last_out.items()
            if name in self._let_in
        }
        told = [statuses for statuses in later.values() if statuses]
        if len(told) < SEVERAL and (finished or not any(len(statuses) >= SEVERAL for statuses in told)):
            return 0, 0
        return since, told[0][-1]

    def _asks(self, x: Reading) -> bool:
        """Tell whether to be served here is to be let in: what is served to anybody shows nothing."""
        if self._guarded is None:
            self._guarded = guarded(x.contract)
        return not self._guarded or (x.operation is not None and bool(x.operation.security)) or bool(x.fact("signed"))


def guarded(contract: Contract) -> bool:
    """Tell whether a contract says of any operation that it asks for a credential."""
    return any(operation.security for operation in contract.operations)


def rightly_ours(x: Reading) -> bool:
    """Tell whether a request was sent in our own agency's name, with nothing wrong on purpose in who signs it."""
    signed = x.fact("signed")
    return signed == "rightly" if signed else x.exchange.identity == OWN and x.credential in SOUND


def is_page_instead(x: Reading) -> bool:
    """Tell whether a web page came in place of what was asked for: a login page, or one that says to come later."""
    if x.status is None or x.status >= 400 or x.media_type not in ("text/html", "application/xhtml+xml"):
        return False
    accept = x.request_headers.get("accept", "*/*")
    if x.from_product or x.calls_back or x.comes_as_asked or "html" in accept:
        return False
    return not (x.media_type_documented and "*/*" in accept)
