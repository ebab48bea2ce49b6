"""Counts the signs of one requirement and makes its finding; memory stays bounded however many there are."""

from __future__ import annotations

import hashlib

from harness.evidence import ExchangeId, Footer, RunContext
from harness.profile import Requirement
from harness.rules.base import Broke, Passed, Sign, Unsure
from harness.verdict import CITED, Because, Cites, EffortReached, Finding, Outcome, Violation

MOST_VIOLATIONS = 200
"""Distinct (cause, operation) pairs kept for one requirement; what comes after is counted as failed and not shown."""


class _Cited:
    """The first 20 names, how many there were, and a digest of them all."""

    __slots__ = ("count", "first", "hash")

    def __init__(self) -> None:
        self.first: list[ExchangeId] = []
        self.count = 0
        self.hash = hashlib.sha256()

    def add(self, names: tuple[ExchangeId, ...]) -> None:
        for name in names:
            if len(self.first) < CITED and name not in self.first:
                self.first.append(name)
            self.count += 1
            self.hash.update(f"{name.partition}#{name.ordinal}\n".encode())

    def cites(self) -> Cites:
        if not self.count:
            return Cites()
        return Cites(first=tuple(self.first), count=self.count, digest=f"sha256:{self.hash.hexdigest()}")


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
        )


class Tally:
    """Takes signs in canonical order; `finding` says what they amount to."""

    def __init__(self, requirement: Requirement) -> None:
        self.requirement = requirement
        self.passed = self.failed = self.unknown = 0
        self._shown = _Cited()
        self._doubt = _Cited()
        self._doubts: dict[str, tuple[Because, int]] = {}
        self._breaches: dict[tuple[str, str], _Breach] = {}

    def take(self, sign: Sign) -> None:
        """Count one sign."""
        if isinstance(sign, Passed):
            self.passed += 1
            self._shown.add(sign.cites)
        elif isinstance(sign, Broke):
            self.failed += 1
            self._break(sign)
        else:
            self.unknown += 1
            self._wonder(sign)

    def finding(self, context: RunContext, footer: Footer | None) -> Finding:
        """Return the finding: any case against decides; then any doubt; then too little; only then does it conform."""
        if self.failed:
            outcome, because, cites = Outcome.VIOLATES, next(iter(self._breaches.values())).smallest.because, Cites()
        else:
            doubt = self._doubtful(context, footer)
            outcome = Outcome.INCONCLUSIVE if doubt else Outcome.CONFORMS
            because = doubt or Because(code="shown", params={"cases": self.passed})
            cites = self._shown.cites() if self.passed else self._doubt.cites()
        return Finding(
            requirement=self.requirement.id,
            outcome=outcome,
            because=because,
            effort=EffortReached(needed=self.requirement.effort.probes, reached=self.passed + self.failed),
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
        code = sign.because.code
        because, count = self._doubts.get(code, (sign.because, 0))
        self._doubts[code] = (because, count + 1)

    def _doubtful(self, context: RunContext, footer: Footer | None) -> Because | None:
        """Return why nothing may be said to conform, or None."""
        if self._doubts:
            code, (because, count) = next(iter(self._doubts.items()))
            return Because(code=code, params={**because.params, "cases": count})
        for need in self.requirement.needs:
            if need in context.unavailable and self.passed < self.requirement.effort.probes:
                return Because(code="unavailable", params={"what": need, "why": context.unavailable[need]})
        if footer is None:
            return Because(code="no-footer")
        if self.passed >= self.requirement.effort.probes:
            return None
        if footer.stopped != "finished":
            return Because(code="stopped", params={"why": footer.stopped})
        if not self.passed:
            return Because(code="nothing-seen")
        return Because(code="too-little", params={"reached": self.passed, "needed": self.requirement.effort.probes})
