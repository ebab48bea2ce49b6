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

Door = tuple[str, int]
"""An operation, '' for one that is not told, and the status with which somebody was turned away there."""


class Entry:
    """What a run has shown so far; bounded by the operations of the contract."""

    def __init__(self) -> None:
        self._away: Counter[int] = Counter()
        """How often a good credential was turned away, by status."""
        self._shut: Counter[Door] = Counter()
        """How often one was turned away at an operation that had not let in before."""
        self._schemes: dict[str, frozenset[str]] = {}
        """What each operation asks for that turned somebody away, or let one in: names of security schemes."""
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
        self._schemes.setdefault(name, scheme_names(x))
        if x.renewed or not rightly_ours(x):
            return
        if not self._let_in:
            self._away[status] += 1
        if name not in self._let_in:
            self._shut[name, status] += 1
        self._last_out[name] = sorted((*self._last_out.get(name, ()), (x.sent_at, status)))[-SEVERAL:]

    def _served(self, x: Reading, name: str, status: int) -> None:
        if is_page_instead(x):
            return
        self._there.setdefault(name, x.id)
        if status < 300 and self._asks(x) and rightly_ours(x):
            self._let_in.setdefault(name, x.id)
            self._schemes.setdefault(name, scheme_names(x))
            self._last_in = max(self._last_in, x.sent_at)

    def there(self, operation: str) -> ExchangeId | None:
        """Return what shows that an operation is there, or None."""
        return self._there.get(operation)

    @property
    def let_in(self) -> ExchangeId | None:
        """The first exchange that shows that a good credential lets in, or None."""
        return next(iter(self._let_in.values()), None)

    def control(self, door: Door, refused: int) -> ExchangeId | None:
        """Return what shows that a good credential is treated otherwise than who was turned away there, or None.

        It was let in at that operation; or, where none was turned away there in the same way (and not only who was to
        be, as often as `refused`), at another one that asks for the same kind of credential.
        """
        operation, _ = door
        if operation in self._let_in:
            return self._let_in[operation]
        if operation and self._shut[door] > refused:
            return None
        asked = self._schemes.get(operation, frozenset())
        return next((id for name, id in self._let_in.items() if not asked or asked & self._schemes[name]), None)

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


def door_of(x: Reading | None) -> Door:
    """Return where and how somebody was turned away; of a sign that was held it is not told."""
    return ("", 0) if x is None else (x.operation_id, x.status or 0)


def scheme_names(x: Reading) -> frozenset[str]:
    """Return the names of the security schemes that an exchange's operation asks for, whichever of them is enough."""
    either = x.operation.security if x.operation is not None else ()
    return frozenset(name for schemes in either for name, _ in schemes)


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
