"""Counts the signs of one requirement and makes its finding; memory stays bounded however many there are."""

from __future__ import annotations

import hashlib

from harness.evidence import ExchangeId, Footer, RunContext
from harness.profile import Requirement
from harness.rules.base import Broke, Passed, Sign, Unsure
from harness.variety import Variety
from harness.verdict import CITED, Because, Cites, EffortReached, Finding, Outcome, Violation

MOST_VIOLATIONS = 200
"""Distinct (cause, operation) pairs kept for one requirement; what comes after is counted as failed and not shown."""
PIECE = 256
"""Names that are held before they enter the digest."""


class _Cited:
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


class _Breach:
    """All cases of one cause in one operation."""

    __slots__ = ("cause", "cited", "smallest")

    def __init__(self, cause: str, first: Broke) -> None:
        self.cause = cause
        self.smallest = first
        self.cited = _Cited()

    def add(self, sign: Broke) -> None:
        if sign.size < self.smallest.size:
            self.smallest = sign
        self.cited.add(sign.cites)

    def violation(self) -> Violation:
        return Violation(
            cause=self.cause,
            operation=self.smallest.operation,
            because=self.smallest.because,
            minimal=self.smallest.cites[0],
            cites=self.cited.cites(),
            beside=tuple(sorted(self.smallest.cites[1 : CITED + 1])),
        )


class Tally:
    """Takes signs in canonical order; `finding` says what they amount to."""

    def __init__(self, requirement: Requirement, least: int = 1) -> None:
        """`least`: cases without which the rule has not looked at all that it is to look at."""
        self.requirement = requirement
        self.needed = max(requirement.effort.probes, least)
        self.passed = self.failed = self.unknown = 0
        self._shown = _Cited()
        self._doubt = _Cited()
        self._doubts: dict[str, tuple[Because, int]] = {}
        """What could not be told and keeps the requirement from conforming: the first of each code, and how many."""
        self._hints: dict[str, tuple[Because, int]] = {}
        """What could not be told and only explains why too little was shown."""
        self._breaches: dict[tuple[str, str], _Breach] = {}

    def take(self, sign: Sign) -> None:
        """Count one sign."""
        if isinstance(sign, Passed):
            self.passed += sign.cases
            self._shown.add(sign.cites)
        elif isinstance(sign, Broke):
            self.failed += 1
            self._break(sign)
        else:
            self.unknown += 1
            self._wonder(sign)

    def finding(self, context: RunContext, footer: Footer | None, variety: Variety | None = None) -> Finding:
        """Return the finding: any case against decides; then any doubt; then too little; only then does it conform.

        `variety` counts different requests, where the requirement asks for some.
        """
        if self.failed:
            outcome, because, cites = Outcome.VIOLATES, next(iter(self._breaches.values())).smallest.because, Cites()
        else:
            doubt = self._doubtful(context, footer, variety.short() if variety is not None else None)
            outcome = Outcome.INCONCLUSIVE if doubt else Outcome.CONFORMS
            because = doubt or Because(code="shown", params={"cases": self.passed})
            cites = self._shown.cites() if self.passed else self._doubt.cites()
        return Finding(
            requirement=self.requirement.id,
            outcome=outcome,
            because=because,
            effort=EffortReached(needed=self.needed, reached=self.passed + self.failed)
            if variety is None
            else EffortReached(needed=variety.needed, reached=variety.reached),
            passed=self.passed,
            failed=self.failed,
            unknown=self.unknown,
            violations=tuple(b.violation() for b in self._breaches.values()),
            cites=cites,
        )

    def _break(self, sign: Broke) -> None:
        cause = sign.cause or f"{sign.because.code}/{sign.operation}"
        key = (cause, sign.operation)
        breach = self._breaches.get(key)
        if breach is None:
            if len(self._breaches) >= MOST_VIOLATIONS:
                return
            breach = self._breaches[key] = _Breach(cause, sign)
        breach.add(sign)

    def _wonder(self, sign: Unsure) -> None:
        self._doubt.add(sign.cites)
        kept = self._doubts if sign.blocks else self._hints
        because, count = kept.get(sign.because.code, (sign.because, 0))
        kept[sign.because.code] = (because, count + 1)

    def _doubtful(self, context: RunContext, footer: Footer | None, short: Because | None) -> Because | None:
        """Return why nothing may be said to conform, or None; `short` says that too few different cases were tried."""
        needed = self.needed
        if self.passed < needed or short is not None:
            for need in self.requirement.needs:
                if need in context.unavailable:
                    return Because(code="unavailable", params={"what": need, "why": context.unavailable[need]})
            whole = f"requirement:{self.requirement.id}"
            if whole in context.unavailable:
                return Because(code="unavailable", params={"what": whole, "why": context.unavailable[whole]})
        if self._doubts:
            return _first(self._doubts)
        if footer is None:
            return Because(code="no-footer")
        if footer.stopped != "finished":
            # What was left out might have shown the opposite: a small budget never looks better than a large one.
            return Because(code="stopped", params={"why": footer.stopped})
        if self.requirement.id in footer.untried:
            return Because(code="not-all-tried", params={"why": footer.untried[self.requirement.id]})
        if self.passed >= needed:
            return short
        if self._hints:
            return _first(self._hints)
        if not self.passed:
            return Because(code="nothing-seen")
        return Because(code="too-little", params={"reached": self.passed, "needed": needed})


def in_between(sign: Broke) -> Unsure:
    """Return what is left of a case against the product where something in between may have answered for it."""
    because = Because(code="in-between", params={"instead_of": sign.because.code})
    return Unsure(because=because, cites=sign.cites)


def _first(told: dict[str, tuple[Because, int]]) -> Because:
    because, count = next(iter(told.values()))
    return Because(code=because.code, params={**because.params, "cases": count})
