"""Counts how often what was found showed again, on the same request or in the same kind of case, and when."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from harness.evidence import ExchangeId
from harness.reading import Reading
from harness.rules.base import Case
from harness.verdict import Repeated, Seen


class SentTimes:
    """Knows when the exchanges of the partition at hand were sent."""

    def __init__(self) -> None:
        self._partition = ""
        self._ordinals, self._times = array("q"), array("q")

    def note(self, x: Reading) -> None:
        """Take in an exchange; they come in canonical order."""
        if x.id.partition != self._partition:
            self._partition = x.id.partition
            del self._ordinals[:], self._times[:]
        self._ordinals.append(x.id.ordinal)
        self._times.append(x.sent_at)

    def of(self, id: ExchangeId) -> int:
        """Return when it was sent, microseconds since 1970, UTC; 0 where it is of another partition."""
        place = bisect_left(self._ordinals, id.ordinal)
        known = id.partition == self._partition and place < len(self._ordinals)
        return self._times[place] if known and self._ordinals[place] == id.ordinal else 0


class Span:
    """When something showed first and last."""

    __slots__ = ("_first", "_last")

    def __init__(self) -> None:
        self._first = self._last = 0

    def show(self, at: int) -> None:
        """Note that it showed at a time, microseconds since 1970; 0 where nothing tells."""
        if at:
            self._first = min(self._first or at, at)
            self._last = max(self._last, at)

    @property
    def seen(self) -> Seen:
        """Return both."""
        return Seen(first=self._first, last=self._last)


class Repeats:
    """What is counted of one request, or of one kind of case, from its first time on."""

    __slots__ = ("_id", "_showed", "asked", "length", "of", "request", "shown")

    def __init__(self, of: str, x: Reading | Case | None = None) -> None:
        """`of` is `request` where a single request shows the breach, here that of `x`; else `case`."""
        self.of = of
        alone = x is not None and of == "request"
        self.length = length_of(x) if x is not None and alone else -1
        """Octets of target and content of the request that is counted."""
        self.request = x.request_print if x is not None and alone else b""
        """What tells it from others; empty where none is counted."""
        self.asked = self.shown = 0
        self._id: ExchangeId | None = None
        """The exchange that was counted last."""
        self._showed = False

    def counts(self, x: Reading | Case) -> bool:
        """Tell whether a case is one of those that are counted here."""
        return self.of != "request" or x.request_print == self.request

    def take(self, x: Reading | Case | None, *, shown: bool) -> None:
        """Take in a case that was decided."""
        if x is None or not self.counts(x):
            return
        if x.id == self._id:
            # Several signs of one exchange are one case.
            self.shown += shown and not self._showed
            self._showed = self._showed or shown
            return
        self._id, self._showed = x.id, shown
        self.asked += 1
        self.shown += shown

    @property
    def repeated(self) -> Repeated:
        """Return how often it showed, of how many times."""
        return Repeated(of=self.of, shown=self.shown, asked=self.asked)


def length_of(x: Reading | Case) -> int:
    """Return the octets of a request's target and content."""
    if isinstance(x, Case):
        return x.length
    return len(x.exchange.request.target) + len(x.exchange.request.body)
