"""Lets a bundle into a comparison, or says why it stays out: only what is verified and comparable enters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.x509 import Certificate

from harness.adjudicate import adjudicate
from harness.certificate import envelope
from harness.certificate.keys import PublicKey
from harness.compare.column import Column, Left
from harness.compare.likeness import said
from harness.compare.tender import Tender, role_of
from harness.description import described
from harness.judgement import Judged, Judgement
from harness.loading import Bundle
from harness.verdict import Because
from harness.verify.answer import Answer, Checked, worst
from harness.verify.check import Result, check
from harness.verify.enclosed import Maker
from harness.verify.steps import exchanges_of
from harness.verify.terms import Policy, Terms

NOT_COMPARABLE = "not_comparable"
COVERED = "covered"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What checking takes besides keys and tender: what is withdrawn or wrong, and whose time stamps count."""

    withdrawn: Mapping[str, str] = {}
    errata: Mapping[str, str] = {}
    authorities: tuple[Certificate, ...] = ()
    """Of time stamping, that the buyer trusts."""
    maker: Maker | None = None
    """What makes the reports of a bundle again."""


NOTHING_KNOWN = Known()


def enter(
    path: Path,
    tender: Tender,
    keys: Mapping[str, PublicKey],
    pinned: Bundle,
    folder: Path,
    known: Known = NOTHING_KNOWN,
) -> Column | Left:
    """Check the bundle at `path` as on the deadline, and judge its evidence under the pinned profile.

    `keys` are the trusted ones by name; those that the tender does not name are not used. `folder`, empty, is where the
    evidence is laid out; it must stay until reports are written. Raises OSError for a file that cannot be read.
    """
    with path.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    checked, result = check(path, terms(tender, keys, known), folder, known.maker)
    answer, reasons = _against(checked, pinned)
    if reasons or result.judgement is None or result.certificate is None:
        stood = NOT_COMPARABLE if answer is Answer.PART else answer.value
        return Left(file=path.name, digest=digest, answer=stood, because=reasons)
    supplier = _supplier(tender, terms(tender, keys).keys, result)
    if isinstance(supplier, Because):
        return Left(file=path.name, digest=digest, answer=Answer.NOT_ACCEPTED.value, because=(supplier,))
    judged = under(pinned, role_of(tender, pinned), result.judgement)
    if isinstance(judged, Because):
        return Left(file=path.name, digest=digest, answer=NOT_COMPARABLE, because=(judged,))
    name, key = supplier
    stated = result.certificate.statement["predicate"]["issue"]
    return Column(
        supplier=name,
        key=key,
        file=path.name,
        digest=digest,
        judgement=msgspec.structs.replace(result.judgement, judged=(judged[0],)),
        judged=judged[0],
        again=judged[1],
        issued=str(stated["issued"]),
        expires=str(stated["expires"]),
        age=(tender.day - _ended(result.judgement)).days,
        exchanges=exchanges_of(result.certificate.statement),
        notes=tuple(note for step in checked.steps for note in step.notes),
        said=said(result.judgement.evidence),
    )


def terms(tender: Tender, keys: Mapping[str, PublicKey], known: Known = NOTHING_KNOWN) -> Terms:
    """Return the terms that bundles are checked by: the tender's keys and policy, on the deadline."""
    roles = {key: ("supplier",) for s in tender.suppliers for key in s.keys}
    roles |= {key: (w.role,) for w in tender.witnesses for key in w.keys}
    return Terms(
        today=tender.day,
        keys={name: key for name, key in keys.items() if name in roles},
        roles=roles,
        policy=Policy(fresh_days=tender.fresh_days, witness=tender.watched_by),
        withdrawn=known.withdrawn,
        errata=known.errata,
        authorities=known.authorities,
    )


def under(pinned: Bundle, role: str, judgement: Judgement) -> tuple[Judged, bool] | Because:
    """Return the verdict under the pinned profile, and whether the evidence was judged anew for it; else why not.

    Evidence that was gathered for another version of the profile can be judged under this one where both speak of the
    same interface: what the other version did not try is inconclusive then, and never met.
    """
    mine = [j for j in judgement.judged if j.bundle.profile.id == pinned.profile.id and j.subject.role == role]
    if not mine:
        names = ", ".join(f"{j.bundle.profile.name}/{j.subject.role}" for j in judgement.judged)
        return Because(code="other-profile", params={"found": names, "asked": f"{pinned.profile.name}/{role}"})
    found = mine[0]
    if found.bundle.profile.digest == pinned.profile.digest:
        return found, False
    if not pinned.of_subject and found.subject.contract_digest != pinned.contract.digest:
        return Because(code="other-interface", params={"found": found.bundle.profile.name})
    return _again(pinned, found, judgement), True


def _again(pinned: Bundle, found: Judged, judgement: Judgement) -> Judged:
    description = described(judgement.evidence.observations) if pinned.of_subject else None
    bundle = pinned.completed(description) if description is not None else pinned
    profile, subject = bundle.profile, found.subject
    mine = {r.id for r in profile.of_role(subject.role)}
    subject = msgspec.structs.replace(
        subject,
        profile=profile.name,
        profile_digest=profile.digest,
        classes=tuple(c.id for c in profile.classes if c.id in subject.classes),
        only=tuple(name for name in subject.only if name in mine),
    )
    verdict = adjudicate(profile, bundle.contract, bundle.workflows, judgement.evidence, subject, bundle.description)
    return Judged(subject=subject, bundle=bundle, verdict=verdict)


def _against(checked: Checked, pinned: Bundle) -> tuple[Answer, tuple[Because, ...]]:
    """Return what speaks against a bundle; that its profile has a newer version does not, where the buyer pins one."""
    # What could not be judged because it is covered stays out for that; other steps that were left have their reason.
    steps = (step for step in checked.steps if step.done or any(one.code == COVERED for one in step.because))
    told = [(step.answer, tuple(_weighing(step.because, pinned))) for step in steps]
    counting = [(answer, reasons) for answer, reasons in told if reasons]
    return worst(answer for answer, _ in counting), tuple(one for _, reasons in counting for one in reasons)


def _weighing(because: tuple[Because, ...], pinned: Bundle) -> Iterator[Because]:
    for one in because:
        name = str(one.params.get("profile", "")).partition("@")[0]
        if not (one.code == "superseded" and name == pinned.profile.id):
            yield one


def _supplier(tender: Tender, keys: Mapping[str, PublicKey], result: Result) -> tuple[str, str] | Because:
    """Return the supplier and the key that a bundle is known by; else why it is nobody's."""
    assert result.certificate is not None
    assert result.judgement is not None
    # A signature by a key that is not at hand is only a name, which anybody can write.
    signed = envelope.signers(result.certificate.payload, result.certificate.signatures, keys)
    stated = result.judgement.evidence.context.product.supplier
    named = next((s for s in tender.suppliers if s.name.casefold() == stated.casefold()), None)
    for key in signed:
        owner = tender.supplier_of(key)
        if owner is not None and named not in (None, owner):
            return Because(code="another-suppliers-product", params={"signer": owner.name, "stated": stated})
        if owner is not None:
            return owner.name, key
    if named is not None and signed:
        # Signed by somebody who watched, and by nobody who bids: the name that they put their hand to decides.
        return named.name, signed[0]
    return Because(code="supplier-unknown", params={"stated": stated})


def _ended(judgement: Judgement) -> date:
    footer: Any = judgement.evidence.footer
    micros = footer.ended if footer is not None else judgement.evidence.context.started
    return datetime.fromtimestamp(micros // 1_000_000, UTC).date()
