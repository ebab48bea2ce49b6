"""Rolls findings up: to classes, to causes, to counts, and to the one verdict for a profile and role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from harness.evidence import Footer, Subject
from harness.profile import Level, Profile, Requirement
from harness.verdict import Because, Cause, ClassResult, Decision, Finding, Outcome, Seen, Verdict, roll_up

NOT_DECLARED: Final = "not-declared"
"""The reason of a condition that the product declares something (`declares/1`)."""


def summarise(
    profile: Profile, subject: Subject, rulebook: str, findings: tuple[Finding, ...], footer: Footer | None
) -> Verdict:
    """Return the verdict: only the MUSTs of the claimed classes decide, and a run without footer decides nothing."""
    by_id = {r.id: r for r in profile.of_role(subject.role)}
    classes = tuple(_classes(profile, subject, findings, by_id, footer))
    deciding = [f for f in findings if _decides(by_id[f.requirement], subject)]
    decision, because = _decide([f.outcome for f in deciding], footer)
    if decision is Decision.CONFORMS:
        decision, because = _all_that_is_claimed(subject, classes, _by_word(because, deciding))
    return Verdict(
        profile=profile.name,
        role=subject.role,
        profile_digest=subject.profile_digest,
        contract_digest=subject.contract_digest,
        rulebook=rulebook,
        verdict=decision,
        because=because,
        limited_to=subject.only,
        classes=classes,
        counts=_count(findings),
        by_basis={b: _count(f for f in findings if by_id[f.requirement].basis == b) for b in _present(by_id, "basis")},
        by_level={v: _count(f for f in findings if by_id[f.requirement].level == v) for v in _present(by_id, "level")},
        causes=causes_of(findings),
        findings=findings,
    )


def causes_of(findings: Iterable[Finding]) -> tuple[Cause, ...]:
    """Return each root cause once, with every requirement and operation it shows in, in order of first appearance."""
    seen: dict[str, Cause] = {}
    for finding in findings:
        for v in finding.violations:
            old = seen.get(v.cause)
            requirements = (*(old.requirements if old else ()), finding.requirement)
            operations = (*(old.operations if old else ()), v.operation)
            seen[v.cause] = Cause(
                id=v.cause,
                because=old.because if old else v.because,
                requirements=tuple(dict.fromkeys(requirements)),
                operations=tuple(dict.fromkeys(operations)),
                example=old.example if old else v.minimal,
                seen=_over(old.seen, v.seen) if old else v.seen,
                repeated=old.repeated if old else v.repeated,
            )
    return tuple(seen.values())


def _over(one: Seen, other: Seen) -> Seen:
    known = [time for time in (one.first, other.first) if time]
    return Seen(first=min(known, default=0), last=max(one.last, other.last))


def _by_word(because: Because, deciding: Iterable[Finding]) -> Because:
    """Return why it conforms; where a person's word alone shows some of it, that is said (law 10)."""
    count = sum(f.attested for f in deciding)
    return Because(code="conforms-attested", params={**because.params, "attested": count}) if count else because


def _decides(requirement: Requirement, subject: Subject) -> bool:
    return requirement.level is Level.MUST and requirement.class_ in subject.classes


def _all_that_is_claimed(
    subject: Subject, classes: tuple[ClassResult, ...], because: Because
) -> tuple[Decision, Because]:
    """Hold conformance back where a claimed class was not shown to the end: what is claimed is decided."""
    with_requirements = {c.id for c in classes}
    open_ = [c for c in classes if c.claimed and any(c.must.values()) and c.verdict is not Decision.CONFORMS]
    partly = [c for c in classes if c.claimed and not c.whole]
    unknown = [name for name in subject.classes if name not in with_requirements]
    names = [*unknown, *dict.fromkeys(c.id for c in (*open_, *partly))]
    if not names:
        return Decision.CONFORMS, because
    code = "limited" if subject.only else "claimed-not-shown"
    return Decision.INCONCLUSIVE, Because(code=code, params={**because.params, "classes": names})


def _decide(outcomes: list[Outcome], footer: Footer | None) -> tuple[Decision, Because]:
    decision = roll_up(outcomes)
    if decision is Decision.CONFORMS and footer is None:
        return Decision.INCONCLUSIVE, Because(code="no-footer")
    if Outcome.CONFORMS not in outcomes and Outcome.VIOLATES not in outcomes:
        return Decision.INCONCLUSIVE, Because(code="nothing-shown")
    seen = Counter(outcomes)
    return decision, Because(code=decision.value, params={o.value: seen[o] for o in Outcome if seen[o]})


def _classes(
    profile: Profile,
    subject: Subject,
    findings: tuple[Finding, ...],
    by_id: dict[str, Requirement],
    footer: Footer | None,
) -> Iterable[ClassResult]:
    by_default = set(profile.testable_classes(subject.role)) <= set(subject.classes)
    for conformance_class in profile.classes:
        members = {r.id for r in by_id.values() if r.class_ == conformance_class.id}
        if not members:
            continue
        mine = [f for f in findings if f.requirement in members]
        must = [f for f in mine if by_id[f.requirement].level is Level.MUST]
        binding = any(by_id[m].level is Level.MUST for m in members)
        decision, _ = _decide([f.outcome for f in must], footer) if binding else _advised(mine, footer)
        whole = len(mine) == len(members)
        if decision is Decision.CONFORMS and not whole:
            decision = Decision.INCONCLUSIVE
        yield ClassResult(
            id=conformance_class.id,
            claimed=conformance_class.id in subject.classes and not (by_default and _disowned(mine)),
            whole=whole,
            verdict=decision,
            must=_count(must),
            should=_count(f for f in mine if by_id[f.requirement].level is not Level.MUST),
        )


def _disowned(findings: list[Finding]) -> bool:
    """Tell whether the product itself says that it lacks the class: who names no classes claims those it has."""
    return bool(findings) and all(
        f.outcome is Outcome.NOT_APPLICABLE and f.because.params.get("shown") == NOT_DECLARED for f in findings
    )


def _advised(findings: list[Finding], footer: Footer | None) -> tuple[Decision, Because]:
    """Decide a class that asks nothing binding: shown when all it recommends is met, and never violated."""
    met = footer is not None and bool(findings) and all(f.outcome is Outcome.CONFORMS for f in findings)
    return (Decision.CONFORMS if met else Decision.INCONCLUSIVE), Because(code="advised")


def _count(findings: Iterable[Finding]) -> dict[str, int]:
    seen = Counter(f.outcome for f in findings)
    return {o.value: seen[o] for o in Outcome}


def _present(by_id: dict[str, Requirement], field: str) -> list[str]:
    return list(dict.fromkeys(str(getattr(r, field)) for r in by_id.values()))
