"""Says what the evidence means: outcomes, findings, causes, and the roll-up to one verdict for a profile and role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec

from harness.errors import LawBroken
from harness.evidence import ExchangeId

CITED = 20
"""How many exchanges a finding names; the rest is in the count and the digest."""


class Outcome(StrEnum):
    """What is known about one requirement."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"
    NOT_TESTED = "not_tested"
    FAULT = "fault"


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """Why: a code of ours and its parameters; prose is made in `render/`, and no library's text enters."""

    code: str
    params: dict[str, Any] = {}


class Cites(msgspec.Struct, frozen=True, kw_only=True):
    """The observations that a statement rests on."""

    first: tuple[ExchangeId, ...] = ()
    """The first 20 in canonical order."""
    count: int = 0
    digest: str = ""
    """Digest of all their names in canonical order."""
    declared: str = ""
    """A line of the declaration, where that is what makes a requirement not applicable."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """When something showed in the evidence: wall clock of our side, microseconds since 1970, UTC."""

    first: int = 0
    """When the first request that showed it was sent; 0 where no request did, as with a description."""
    last: int = 0


class Repeated(msgspec.Struct, frozen=True, kw_only=True):
    """How often something showed: `shown` of `asked` times, counted from the first time of the smallest on."""

    of: str = "request"
    """`request`: of the decided answers to that request. `case`: of the operation's cases, which take several."""
    shown: int = 0
    asked: int = 0


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which one operation broke a requirement."""

    cause: str
    """Names the root cause; the same cause may stand under several findings."""
    operation: str
    because: Because
    minimal: ExchangeId
    """The cited exchange with the smallest request."""
    cites: Cites
    beside: tuple[ExchangeId, ...] = ()
    """Those that it is held against: the write before a read, the first of two. They may come after it as well."""
    seen: Seen = Seen()
    repeated: Repeated = Repeated()


class EffortReached(msgspec.Struct, frozen=True, kw_only=True):
    """Cases decided, against the least that the requirement asks for."""

    needed: int
    reached: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one requirement; refuses to be built against the laws of the house."""

    requirement: str
    outcome: Outcome
    because: Because
    effort: EffortReached
    passed: int = 0
    failed: int = 0
    unknown: int = 0
    """Cases of the kind sought in which no answer came or what came could not be told."""
    shown_by: str = "exchanged"
    """`exchanged`, or `attested` when it rests on a person's word alone (law 10)."""
    violations: tuple[Violation, ...] = ()
    cites: Cites = Cites()

    @property
    def attested(self) -> bool:
        """Tell whether it conforms, and by a person's word alone."""
        return self.outcome is Outcome.CONFORMS and self.shown_by == "attested"

    def __post_init__(self) -> None:
        if self.outcome is Outcome.CONFORMS:
            if not self.cites.count or not self.passed:
                raise LawBroken("law 1: a requirement conforms only by cited evidence", where=self.requirement)
            if self.effort.reached < self.effort.needed:
                raise LawBroken("law 1: too little was tried to say that it conforms", where=self.requirement)
            if self.failed or self.violations:
                raise LawBroken("law 7: what failed once does not conform", where=self.requirement)
        if self.outcome is Outcome.VIOLATES and not self.violations:
            raise LawBroken("a violation names what was violated", where=self.requirement)
        if self.violations and self.outcome is not Outcome.VIOLATES:
            raise LawBroken("what was violated is said to be", where=self.requirement)
        if self.outcome is Outcome.NOT_APPLICABLE and not (self.cites.count or self.cites.declared):
            raise LawBroken("law 2: not applicable must cite what makes it so", where=self.requirement)


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """One root cause, counted once, with every requirement and operation that it shows in."""

    id: str
    because: Because
    requirements: tuple[str, ...]
    operations: tuple[str, ...]
    example: ExchangeId
    seen: Seen = Seen()
    """First and last over all requirements and operations."""
    repeated: Repeated = Repeated()
    """Of the example."""


class Decision(StrEnum):
    """The roll-up of many outcomes."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    INCONCLUSIVE = "inconclusive"


class ClassResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one conformance class came out."""

    id: str
    claimed: bool
    whole: bool
    """Whether every requirement of the class was in this run's scope."""
    verdict: Decision
    must: dict[str, int]
    should: dict[str, int]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The result for one profile and role."""

    profile: str
    role: str
    profile_digest: str
    contract_digest: str
    rulebook: str
    verdict: Decision
    because: Because
    limited_to: tuple[str, ...]
    """The requirements that the run was limited to (`--only`); empty for a whole run."""
    classes: tuple[ClassResult, ...]
    counts: dict[str, int]
    """Findings per outcome, of MUST, SHOULD and MAY together."""
    by_basis: dict[str, dict[str, int]]
    by_level: dict[str, dict[str, int]]
    causes: tuple[Cause, ...]
    findings: tuple[Finding, ...]

    @property
    def attested(self) -> tuple[str, ...]:
        """Return the requirements that conform by a person's word alone (law 10); `counts` counts them too."""
        return tuple(f.requirement for f in self.findings if f.attested)


def roll_up(outcomes: Iterable[Outcome]) -> Decision:
    """Decide over the outcomes of MUST requirements; nothing applicable decides nothing (law 2)."""
    seen = Counter(outcomes)
    if seen[Outcome.VIOLATES]:
        return Decision.VIOLATES
    if seen[Outcome.INCONCLUSIVE] or seen[Outcome.NOT_TESTED] or seen[Outcome.FAULT]:
        return Decision.INCONCLUSIVE
    return Decision.CONFORMS if seen[Outcome.CONFORMS] else Decision.INCONCLUSIVE


def over_all(verdicts: Iterable[Decision]) -> Decision:
    """Decide over several profiles and roles by the same order; no verdict at all is inconclusive."""
    seen = set(verdicts)
    for decision in (Decision.VIOLATES, Decision.INCONCLUSIVE):
        if decision in seen:
            return decision
    return Decision.CONFORMS if seen else Decision.INCONCLUSIVE
