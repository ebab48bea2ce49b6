"""Reads the predecessors of a bundle, each checked itself, and holds every one against the next."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from harness.certificate.volumes import volume_of
from harness.cli.certifying.enclosing import maker
from harness.cli.certifying.opening import plain
from harness.errors import EvidenceError
from harness.verify.answer import Answer, Checked
from harness.verify.chain import Link, link
from harness.verify.check import Result, check
from harness.verify.terms import Policy, Terms


def digest_of(path: Path) -> str:
    """Return the digest by which a bundle names its predecessor; of a volume, that which it says its bundle has."""
    if (about := volume_of(path)) is not None:
        return about.bundle
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def chained(answered: Checked, newest: Result, older: tuple[Path, ...], terms: Terms, folder: Path) -> tuple[Link, ...]:
    """Return the steps from the newest back; that a predecessor has expired since is no matter, nor is the policy.

    Of a newest that is refuted there are none. Raises EvidenceError for a disclosure, whose findings are not all there,
    and for a predecessor that was altered, cannot be judged as a whole, or was signed by nobody who is trusted.
    """
    if answered.answer is Answer.REFUTED:
        return ()
    if any(step.answer is Answer.PART for step in answered.steps):
        hint = "Ask for the whole bundle: of what is withheld, judging again says nothing."
        raise EvidenceError("a disclosure is held against no predecessor", hint=hint)
    links = []
    terms = msgspec.structs.replace(terms, policy=Policy(), challenge=None, waivers=())
    after = newest
    for number, path in enumerate(older):
        place = folder / f"older-{number}"
        place.mkdir()
        opened, laid_out = place / "opened", place / "laid-out"
        opened.mkdir()
        laid_out.mkdir()
        whole = plain(path, None, opened)
        checked, before = check(whole, terms, laid_out, maker())
        broken = [step for step in checked.steps[:6] if step.answer is not Answer.CONFIRMED]
        if before.judgement is None or broken or after.judgement is None or after.certificate is None:
            raise EvidenceError(
                "nothing can be told of this step", where=str(path), hint="Check each bundle by itself."
            )
        issue = after.certificate.statement["predicate"]["issue"]
        links.append(link(before.judgement, digest_of(whole), after.judgement, issue.get("predecessor", "")))
        after = before
    return tuple(links)
