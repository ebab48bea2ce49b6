"""Says what a certificate certifies: an in-toto Statement v1 whose predicate is computed from a judgement.

Everything in the predicate but `issue` follows from evidence and profile, so that whoever judges again can compute it
again and compare.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from harness.archive.format import Seal
from harness.archive.reading import seal_of
from harness.canonical import canonical, digest
from harness.judgement import Judged, Judgement
from harness.leaks.taking import MARKER
from harness.profile import Level
from harness.verdict import ClassResult, Decision, Outcome, Verdict

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "https://hallmark.example.org/certificate/v1"
TEST_RESULT: Final = "https://in-toto.io/attestation/test-result/v0.1"
LIMITS: Final = (
    "follows-from-evidence",
    "not-that-evidence-is-genuine",
    "not-outside-the-classes",
    "undeclared-runs-not-excluded",
)
"""What a certificate does not prove, by the codes of the sentences that every report prints."""


WITNESSES: Final = ("supplier", "force", "laboratory")
"""Who may have watched the gathering."""


class Clearance(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for it that something which looks like a secret, or like somebody's, is none."""

    place: str
    """Where it first stands, as the refusal named it; it is cleared wherever else it stands."""
    what: str
    others: int
    """In how many more places it stands."""
    by: str
    reason: str


class Disputed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody disputes; the outcome beside which it stands stays as it is."""

    requirement: str
    profile: str
    outcome: str
    by: str
    reason: str


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """What an issuer says, which no evidence shows."""

    issuer: str
    issued: str
    """A date, `YYYY-MM-DD`."""
    expires: str
    witness: str
    """Who watched the gathering: `supplier`, `force` or `laboratory`."""
    run: int = 1
    """Which run on its challenge this is, as declared."""
    predecessor: str = ""
    """Digest of the bundle that this one follows, if it names one."""
    secrets: int = 0
    """How many declared secrets were looked for in all that the bundle holds."""
    program: str = ""
    """The copy of Hallmark that wrote the reports (`harness.program`): only the same one writes them again."""
    cleared: tuple[Clearance, ...] = ()
    disputes: tuple[Disputed, ...] = ()


def is_issue(value: Any) -> bool:
    """Say whether it is what an issuer says in its one form, with words that this program knows."""
    try:
        found = msgspec.convert(value, Issue)
    except msgspec.ValidationError:
        return False
    outcomes = {outcome.value for outcome in Outcome}
    known = found.witness in WITNESSES and found.run > 0 and all(one.outcome in outcomes for one in found.disputes)
    return known and canonical(found) == canonical(value)


def statement(judgement: Judgement, digests: Mapping[str, str], issue: Issue) -> dict[str, Any]:
    """Return the Statement over the members of a bundle; `digests` by name, each `sha256:...`."""
    predicate = {"issue": msgspec.to_builtins(issue), **summary(judgement), "limits": list(LIMITS)}
    return _statement(digests, PREDICATE, predicate)


def test_result(judgement: Judgement, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return the same as the standard in-toto test-result predicate, for tools that know no other."""
    findings = [(j, f) for j in judgement.judged for f in j.verdict.findings]
    names: dict[str, list[str]] = {"passedTests": [], "warnedTests": [], "failedTests": []}
    for j, f in findings:
        kind = {Outcome.CONFORMS: "passedTests", Outcome.VIOLATES: "failedTests"}.get(f.outcome, "warnedTests")
        names[kind].append(f"{j.verdict.profile}/{j.verdict.role}/{f.requirement}")
    result = {Decision.CONFORMS: "PASSED", Decision.VIOLATES: "FAILED"}.get(judgement.decision, "WARNED")
    configuration = [
        {"name": j.verdict.profile, "digest": {"sha256": j.verdict.profile_digest.partition(":")[2]}}
        for j in judgement.judged
    ]
    return _statement(digests, TEST_RESULT, {"result": result, "configuration": configuration, **names})


def verdicts(judgement: Judgement) -> bytes:
    """Return the verdicts in their one form: what a bundle keeps, and what judging again must give to the byte."""
    return canonical([j.verdict for j in judgement.judged])


def summary(judgement: Judgement) -> dict[str, Any]:
    """Return what the predicate says of the product, by evidence and profile alone."""
    seal = seal_of(judgement.path)
    return {**kept(judgement, seal), "evidence": msgspec.to_builtins(seal), **concluded(judgement)}


def concluded(judgement: Judgement) -> dict[str, Any]:
    """Return what of it is made of the verdicts."""
    return {
        "verdict": judgement.decision.value,
        "verdicts": [_verdict(j) for j in judgement.judged],
        "verdictsDigest": digest(verdicts(judgement)),
    }


def kept(judgement: Judgement, seal: Seal) -> dict[str, Any]:
    """Return what of it rests on context, footer and seal alone."""
    context, footer = judgement.evidence.context, judgement.evidence.footer
    return {
        "product": msgspec.to_builtins(context.product),
        "run": {
            "name": context.run,
            "seed": context.seed,
            "started": context.started,
            "ended": footer.ended if footer is not None else None,
            "stopped": footer.stopped if footer is not None else "no-footer",
            "harness": context.harness,
            "witness": context.witness,
            "challenge": context.challenge,
            "resealed": context.unavailable.get(MARKER, ""),
            # As many as lie under the seal: what the footer counts is only said.
            "exchanges": seal.count,
        },
        "deviations": [msgspec.to_builtins(one) for one in context.deviations],
    }


def standing(result: ClassResult, verdict: Verdict, ours: frozenset[str]) -> str:
    """Return how a class stands on a certificate: `shown`, `violated`, `not-shown`, `ours` or `not-claimed`."""
    if not result.claimed:
        return "not-claimed"
    if result.id in ours:
        return "ours"
    if result.verdict is Decision.VIOLATES:
        return "violated"
    return "shown" if result.verdict is Decision.CONFORMS and result.whole else "not-shown"


def _verdict(j: Judged) -> dict[str, Any]:
    verdict, class_of = j.verdict, {r.id: r.class_ for r in j.bundle.profile.requirements}
    ours = frozenset(class_of[f.requirement] for f in verdict.findings if f.outcome is Outcome.FAULT)
    return {
        "profile": verdict.profile,
        "role": verdict.role,
        "profileDigest": verdict.profile_digest,
        "contractDigest": verdict.contract_digest,
        "rulebook": verdict.rulebook,
        "verdict": verdict.verdict.value,
        "classes": [
            {
                "id": c.id,
                "standing": standing(c, verdict, ours),
                "must": _some(c.must),
                "should": _some(c.should),
                **_attested(c.id, j),
            }
            for c in verdict.classes
        ],
        "causes": len(verdict.causes),
        "byBasis": {basis: _some(counts) for basis, counts in verdict.by_basis.items()},
    }


def _attested(class_: str, j: Judged) -> dict[str, dict[str, int]]:
    """Return how many of what conforms a person's word alone shows, where there is any (law 10)."""
    names = frozenset(j.verdict.attested)
    levels = Counter("must" if r.level is Level.MUST else "should" for r in j.bundle.profile.requirements
                     if r.id in names and r.class_ == class_)  # fmt: skip
    return {"attested": dict(levels)} if levels else {}


def _some(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _statement(digests: Mapping[str, str], kind: str, predicate: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digests[name].partition(":")[2]}} for name in sorted(digests)],
        "predicateType": kind,
        "predicate": dict(predicate),
    }
