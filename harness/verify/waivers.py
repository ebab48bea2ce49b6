"""Says which of a buyer's waivers hold for a bundle, and how each stands beside the verdict on the day."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.certificate import envelope
from harness.certificate.waiver import Given, Waiver
from harness.days import day
from harness.errors import EvidenceError
from harness.judgement import Judgement
from harness.verdict import Because, Finding, Outcome
from harness.verify.answer import Answer
from harness.verify.terms import Terms

BUYER: Final = "buyer"
"""The role that a trusted key must have for its waivers to count."""
COUNTS, STALE, NOT_NEEDED = "counts", "stale", "not_needed"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A waiver beside the outcome that it leaves as it is."""

    waiver: Waiver
    outcome: str
    state: str
    """`counts`, `stale` (it had expired) or `not_needed` (the requirement is met, or does not apply)."""


def standings(
    judged: Judgement, terms: Terms
) -> tuple[tuple[tuple[Answer, Because], ...], tuple[Standing, ...], tuple[Because, ...]]:
    """Return why waivers are not accepted, how those stand that are about this bundle, and what else is to be said."""
    reasons: list[tuple[Answer, Because]] = []
    found: list[Standing] = []
    notes: list[Because] = []
    for one in terms.waivers:
        if code := _not_the_buyers(one, terms):
            reasons.append(_reason(code, one))
            continue
        finding = _about(one.said, judged)
        if isinstance(finding, Because):
            notes.append(msgspec.structs.replace(finding, params={**_params(one), **finding.params}))
            continue
        state = _state(one.said, finding, terms)
        found.append(Standing(waiver=one.said, outcome=finding.outcome.value, state=state))
        if state == STALE:
            reasons.append(_reason("waiver-expired", one))
        if state == NOT_NEEDED:
            notes.append(_reason("waiver-not-needed", one)[1])
    return tuple(reasons), tuple(found), tuple(notes)


def _not_the_buyers(one: Given, terms: Terms) -> str:
    try:
        names = envelope.signers(one.payload, one.signatures, terms.keys)
    except EvidenceError:
        return "waiver-forged"
    return "" if any(BUYER in terms.roles.get(name, ()) for name in names) else "waiver-not-signed"


def _about(waiver: Waiver, judged: Judgement) -> Finding | Because:
    """Return the finding that a waiver is about; else why it is about none here."""
    product = judged.evidence.context.product
    findings = [(j, f) for j in judged.judged for f in j.verdict.findings if f.requirement == waiver.requirement]
    mine = [(j, f) for j, f in findings if j.verdict.profile.partition("@")[0] == waiver.profile.partition("@")[0]]
    if (waiver.product, waiver.supplier) != (product.name, product.supplier) or not mine:
        return Because(code="waiver-elsewhere")
    if waiver.product_version != product.version:
        return _version(waiver.product_version, product.version)
    exact = [(j, f) for j, f in mine if (j.verdict.profile, j.verdict.profile_digest) == _profile(waiver)]
    if not exact:
        judged_by = mine[0][0].verdict
        return _version(" ".join(_profile(waiver)), f"{judged_by.profile} {judged_by.profile_digest}")
    return exact[0][1]


def _profile(waiver: Waiver) -> tuple[str, str]:
    return waiver.profile, waiver.profile_digest


def _version(asked: str, found: str) -> Because:
    return Because(code="waiver-other-version", params={"asked": asked, "found": found})


def _state(waiver: Waiver, finding: Finding, terms: Terms) -> str:
    refused = finding.attested and not terms.policy.attested
    if finding.outcome in (Outcome.CONFORMS, Outcome.NOT_APPLICABLE) and not refused:
        return NOT_NEEDED
    return STALE if day(waiver.expires) < terms.today else COUNTS


def _reason(code: str, one: Given) -> tuple[Answer, Because]:
    return Answer.NOT_ACCEPTED, Because(code=code, params=_params(one))


def _params(one: Given) -> dict[str, str]:
    return {"file": one.name, "requirement": one.said.requirement, "expires": one.said.expires}
