"""Holds the steps that look at what a bundle says: signature, profile, judgement, currency and policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from harness.certificate import envelope, statement
from harness.certificate.issue import DECLARATION, VERDICT, declared
from harness.certificate.zipform import Member
from harness.days import day
from harness.errors import EvidenceError, ProfileError
from harness.judgement import Judgement
from harness.loading import profile_digest, published
from harness.profile import Level, RuleCall
from harness.rules import RULEBOOK
from harness.verdict import Because, Outcome
from harness.verify import bundle as parts
from harness.verify.answer import Answer
from harness.verify.bundle import Opened
from harness.verify.terms import Terms
from harness.verify.waivers import COUNTS, Standing

Reasons: TypeAlias = tuple[tuple[Answer, Because], ...]
INDEPENDENT = ("force", "laboratory")


def signature(opened: tuple[Opened, Opened], terms: Terms) -> Reasons:
    """Say whether the signatures fit, and whether one of them is by somebody who is trusted for what they say."""
    certificate, other = opened
    try:
        by, beside = (envelope.signers(one.payload, one.signatures, terms.keys) for one in opened)
    except EvidenceError as error:
        return (_refuted("signature-wrong", why=error.message),)
    if not certificate.signatures or not other.signatures:
        return (_refuted("not-signed"),)
    names = [name for name, _ in certificate.signatures]
    if (not by or not beside) and not terms.allow_unknown:
        return (_not_accepted("signer-unknown", keys=[name[:16] for name in names]),)
    # Who watched is what the issuer says, and what the evidence says: of both, whoever is independent must have signed.
    witness = witness_of(certificate.statement)
    for said in (witness, str(_at(certificate.statement, "predicate", "run", "witness"))):
        if said in INDEPENDENT and not any(said in terms.roles.get(name, ()) for name in by):
            return (_not_accepted("witness-not-signed", witness=said),)
    if not by or not beside:
        return ()
    fitting = [name for name in by if not terms.roles.get(name) or witness in terms.roles[name]]
    return () if fitting else (_not_accepted("role-not-trusted", witness=witness),)


def unchecked(opened: tuple[Opened, Opened], terms: Terms) -> tuple[Because, ...]:
    """Say of signatures by keys that are not here that nobody checked them; each is only a name."""
    names = {name for one in opened for name, _ in one.signatures if name not in terms.keys}
    return (Because(code="signature-unchecked", params={"keys": [n[:16] for n in sorted(names)]}),) if names else ()


def witness_of(certificate: Mapping[str, Any]) -> str:
    """Return who watched the gathering, as the issuer says."""
    return str(_at(certificate, "predicate", "issue", "witness"))


def exchanges_of(certificate: Mapping[str, Any]) -> int:
    """Return how many exchanges lie under the seal, as certified; step 6 refutes another number."""
    found = _at(certificate, "predicate", "run", "exchanges")
    return found if isinstance(found, int) else 0


def profiles(certificate: Mapping[str, Any], terms: Terms) -> Reasons:
    """Say whether each profile is published here, or brought along, under that digest, and each rulebook known."""
    return tuple(_profiles(certificate, terms))


def _profiles(certificate: Mapping[str, Any], terms: Terms) -> Iterator[tuple[Answer, Because]]:
    by = str(_at(certificate, "predicate", "run", "harness"))
    for one in _verdicts(certificate):
        name, stated, rulebook = (str(one.get(key)) for key in ("profile", "profileDigest", "rulebook"))
        try:
            known = terms.profiles.get(name) or profile_digest(published(name))
        except ProfileError:
            yield _not_accepted("profile-unknown", profile=name, version=by)
            continue
        if known != stated:
            yield _refuted("profile-replaced", profile=name, stated=stated, published=known)
        if rulebook != RULEBOOK:
            yield _not_accepted("rulebook-unknown", rulebook=rulebook, known=RULEBOOK, version=by)
    if not _verdicts(certificate):
        yield _refuted("nothing-certified")


def judgement(
    path: Path,
    members: Mapping[str, Member],
    certificate: Mapping[str, Any],
    other: Mapping[str, Any],
    judged: Judgement,
) -> Reasons:
    """Say whether verdict, declaration and both statements are those that the evidence gives."""
    reasons: list[tuple[Answer, Because]] = []
    if not _holds(path, members.get(VERDICT), statement.verdicts(judged)):
        reasons.append(_refuted("verdict-differs"))
    if not _holds(path, members.get(DECLARATION), declared(judged.evidence.context)):
        reasons.append(_refuted("declaration-differs"))
    stated, again = dict(certificate.get("predicate", {})), statement.summary(judged)
    reasons += [_refuted("certificate-differs", member=key) for key, value in again.items() if stated.get(key) != value]
    extra = sorted(stated.keys() - again.keys() - {"issue", "limits"})
    reasons += [_refuted("certificate-differs", member=key) for key in extra]
    reasons += [_refuted("dispute-differs", requirement=name) for name in _misquoted(certificate, judged)]
    if stated.get("limits") != list(statement.LIMITS):
        reasons.append(_refuted("certificate-differs", member="limits"))
    digests = {name: f"sha256:{digest}" for name, digest in parts.subjects(other).items()}
    if statement.test_result(judged, digests) != other:
        reasons.append(_refuted("test-result-differs"))
    return tuple(reasons)


def _misquoted(certificate: Mapping[str, Any], judged: Judgement) -> tuple[str, ...]:
    """Return the requirements that a dispute stands beside with another outcome than the verdict's."""
    outcomes = {(j.verdict.profile, f.requirement): f.outcome for j in judged.judged for f in j.verdict.findings}
    told = _at(certificate, "predicate", "issue", "disputes") or ()
    return tuple(o["requirement"] for o in told if outcomes.get((o["profile"], o["requirement"])) != o["outcome"])


def currency(certificate: Mapping[str, Any], judged: Judgement, terms: Terms) -> Reasons:
    """Say whether the certificate is current on the day of the terms."""
    reasons: list[tuple[Answer, Because]] = []
    issued, expires = (_date(_at(certificate, "predicate", "issue", key)) for key in ("issued", "expires"))
    footer = judged.evidence.footer
    ended = _day(footer.ended if footer is not None else judged.evidence.context.started)
    if issued is None or expires is None:
        return (_refuted("date-unreadable"),)
    if ended < _day(judged.evidence.context.started):
        reasons.append(_not_accepted("ended-before-it-began", ended=ended.isoformat()))
    if issued > terms.today or ended > terms.today:
        reasons.append(_not_accepted("not-yet", issued=issued.isoformat(), ended=ended.isoformat()))
    if issued < ended:
        reasons.append(_refuted("issued-before-run", issued=issued.isoformat(), ended=ended.isoformat()))
    if expires < terms.today:
        reasons.append(_not_accepted("expired", expires=expires.isoformat()))
    if ended + timedelta(days=terms.policy.fresh_days) < terms.today:
        reasons.append(_not_accepted("stale", ended=ended.isoformat(), days=terms.policy.fresh_days))
    for j in (one for one in judged.judged if one.bundle.profile.name not in terms.profiles):
        newest = published(j.bundle.profile.id).name
        if newest != j.bundle.profile.version:
            reasons.append(_not_accepted("superseded", profile=j.bundle.profile.name, newest=newest))
    reasons += withdrawn(judged, terms)
    return tuple(reasons)


def withdrawn(judged: Judgement, terms: Terms) -> Reasons:
    """Say what of profile, rulebook and program is known to be wrong by now."""
    names = (f"hallmark@{judged.evidence.context.harness}", *(j.verdict.profile for j in judged.judged))
    reasons = [_not_accepted("withdrawn", what=n, why=terms.withdrawn[n]) for n in names if n in terms.withdrawn]
    places: dict[str, None] = {}
    for j in judged.judged:
        asked = {finding.requirement for finding in j.verdict.findings}
        for requirement in j.bundle.profile.requirements:
            if requirement.id in asked:
                places[f"{j.verdict.profile} {requirement.id}"] = None
                if isinstance(requirement.rule, RuleCall):
                    places[f"{j.verdict.rulebook} {requirement.rule.rule}"] = None
    reasons += [_not_accepted("errata", what=n, why=terms.errata[n]) for n in places if n in terms.errata]
    return tuple(reasons)


def policy(
    certificate: Mapping[str, Any], judged: Judgement, terms: Terms, standing: tuple[Standing, ...] = ()
) -> Reasons:
    """Say what of the buyer's policy the bundle does not keep; `standing` are the waivers as they stand."""
    asked, context = terms.policy, judged.evidence.context
    witness = witness_of(certificate)
    names = {j.verdict.profile for j in judged.judged}
    reasons = [_not_accepted("profile-not-among", profile=name) for name in asked.profiles if name not in names]
    shown = {c["id"] for one in _verdicts(certificate) for c in one.get("classes", ()) if c.get("standing") == "shown"}
    reasons += [_not_accepted("class-not-shown", **{"class": name}) for name in asked.classes if name not in shown]
    if asked.conforms:
        reasons += [_not_accepted("not-met", requirement=name) for name in open_musts(judged, standing, asked.attested)]
    if asked.witness and witness not in asked.witness:
        reasons.append(_not_accepted("witness-not-accepted", witness=witness))
    if asked.product_version and context.product.version != asked.product_version:
        reasons.append(_not_accepted("other-version", found=context.product.version, asked=asked.product_version))
    if asked.rulebook and any(j.verdict.rulebook != asked.rulebook for j in judged.judged):
        reasons.append(_not_accepted("other-rulebook", asked=asked.rulebook))
    if asked.challenge and context.challenge != asked.challenge:
        reasons.append(_not_accepted("other-challenge"))
    elif asked.challenge and (terms.challenge is None or terms.challenge.digest != asked.challenge):
        # Whoever was told the challenge can write its name; what it asks for is not in the name.
        reasons.append(_not_accepted("challenge-not-brought"))
    return tuple(reasons)


def open_musts(judged: Judgement, standing: tuple[Standing, ...], attested: bool = True) -> tuple[str, ...]:
    """Return the MUSTs of claimed classes that are not shown to be met and that no waiver stands beside.

    `attested` says whether a person's word alone shows it.
    """
    waived = {(one.waiver.profile, one.waiver.requirement) for one in standing if one.state == COUNTS}
    found = []
    for j in judged.judged:
        outcomes = {f.requirement: f.outcome for f in j.verdict.findings if attested or not f.attested}
        for requirement in j.bundle.profile.of_role(j.verdict.role):
            outcome = outcomes.get(requirement.id)
            if requirement.level is not Level.MUST or requirement.class_ not in j.subject.classes:
                continue
            settled = outcome in (Outcome.CONFORMS, Outcome.NOT_APPLICABLE)
            if not settled and (j.verdict.profile, requirement.id) not in waived:
                found.append(requirement.id)
    return tuple(found)


def _holds(path: Path, member: Member | None, expected: bytes) -> bool:
    return member is not None and member.size == len(expected) and parts.read(path, member) == expected


def _verdicts(certificate: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = _at(certificate, "predicate", "verdicts")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _date(text: Any) -> date | None:
    try:
        return day(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _day(micros: int) -> date:
    return datetime.fromtimestamp(micros // 1_000_000, UTC).date()


def _refuted(code: str, **params: Any) -> tuple[Answer, Because]:
    return Answer.REFUTED, Because(code=code, params=params)


def _not_accepted(code: str, **params: Any) -> tuple[Answer, Because]:
    return Answer.NOT_ACCEPTED, Because(code=code, params=params)
