"""Gathers the cases of one cause in one operation, bounded however many there are, and what shows it best."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from harness.evidence import ExchangeId
from harness.grouping import Node
from harness.reading import Reading
from harness.repeats import Repeats, Span
from harness.rules.base import Broke, Case
from harness.verdict import CITED, Cites, Violation

PIECE = 16
"""Names that are held before they enter the digest."""


class Cited:
    """The first 20 names, how many there were, and a digest of them all in the order in which they came."""

    __slots__ = ("_hash", "_pending", "count", "first")

    def __init__(self) -> None:
        self.first: list[ExchangeId] = []
        self.count = 0
        self._hash = hashlib.sha256()
        self._pending: list[ExchangeId] = []

    def add(self, names: tuple[ExchangeId, ...]) -> None:
        self.count += len(names)
        self._pending += names
        if len(self.first) < CITED:
            self.first += (name for name in names if name not in self.first)
        if len(self._pending) >= PIECE:
            self._flush()

    def cites(self) -> Cites:
        if not self.count:
            return Cites()
        self._flush()
        first = tuple(sorted(self.first[:CITED]))
        return Cites(first=first, count=self.count, digest=f"sha256:{self._hash.hexdigest()}")

    def _flush(self) -> None:
        self._hash.update("".join(f"{name.partition}#{name.ordinal}\n" for name in self._pending).encode())
        self._pending.clear()


class Breach:
    """All cases of one cause in one operation."""

    __slots__ = (
        *("_rival", "cause", "cited", "count", "kinds", "lacking", "parts", "repeats", "smallest", "span"),
        "turned_away",
    )

    def __init__(self, cause: str, first: Broke, of: str) -> None:
        self.cause = cause
        self.kinds = frozenset(first.kinds or ())
        """Kinds of request that all of its cases are of."""
        self.parts: dict[str, Breach] = {}
        """The same cases by the most telling kind of their request, where the cause may lie in that."""
        self.smallest = first
        self.count = self.turned_away = self.lacking = 0
        """Its cases, and those of them in which a good credential was turned away, or the operation was not there."""
        self.cited = Cited()
        self.span = Span()
        self.repeats = Repeats(of)
        self._rival: tuple[Broke, Repeats] | None = None
        """Another request, as small: where that is sent more often, it shows better how often it goes wrong."""

    def add(self, sign: Broke, x: Reading | Case | None, at: int) -> None:
        if sign.size < self.smallest.size or not self.cited.count:
            self.smallest, self._rival = sign, None
            self.repeats = Repeats(self.repeats.of, x)
        elif sign.size == self.smallest.size and x is not None and not self._known(x):
            self._rival = (sign, Repeats(self.repeats.of, x))
        self.kinds &= frozenset(sign.kinds or ())
        self.count += 1
        self.turned_away += sign.turned_away
        self.lacking += sign.lacking
        self.cited.add(sign.cites)
        self.span.show(at)

    def take(self, x: Reading | Case | None, *, shown: bool) -> None:
        """Take in a case that was decided, and may be one of the smallest request again."""
        self.repeats.take(x, shown=shown)
        if self._rival is None:
            return
        sign, repeats = self._rival
        repeats.take(x, shown=shown)
        if repeats.asked > self.repeats.asked:
            self.smallest, self.repeats, self._rival = sign, repeats, None

    def requests(self) -> tuple[bytes, ...]:
        """Return what tells the requests from others that are counted: the smallest, and its rival if it is as long."""
        if self._rival is None or self._rival[1].length != self.repeats.length:
            return (self.repeats.request,)
        return (self.repeats.request, self._rival[1].request)

    def _known(self, x: Reading | Case) -> bool:
        return self.repeats.counts(x) or (self._rival is not None and self._rival[1].counts(x))

    def nodes(self) -> Iterator[tuple[Node, frozenset[str]]]:
        """Yield its parts as they may share a cause with those of other operations."""
        yield from (
            (Node(self.cause, part.smallest.operation, first), part.kinds) for first, part in self.parts.items()
        )

    def violations(self, common: Mapping[Node, str]) -> Iterator[Violation]:
        """Yield it under its cause, or where its parts have different ones, each of them."""
        named = [
            (common.get(node, self.cause), part)
            for (node, _), part in zip(self.nodes(), self.parts.values(), strict=True)
        ]
        causes = {cause for cause, _ in named} or {self.cause}
        if len(causes) == 1:
            yield self._violation(causes.pop())
        else:
            yield from (part._violation(cause) for cause, part in named)

    def _violation(self, cause: str) -> Violation:
        return Violation(
            cause=cause,
            operation=self.smallest.operation,
            because=self.smallest.because,
            minimal=self.smallest.cites[0],
            cites=self.cited.cites(),
            beside=tuple(sorted(self.smallest.cites[1 : CITED + 1])),
            seen=self.span.seen,
            repeated=self.repeats.repeated,
        )
