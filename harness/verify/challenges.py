"""Says whether a bundle answers the challenge that a buyer posed: its seed, profile, effort and time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from harness.certificate import envelope
from harness.certificate.challenge import Challenge
from harness.certificate.word import Word
from harness.days import day
from harness.errors import EvidenceError
from harness.judgement import Judgement
from harness.verdict import Because
from harness.verify.answer import Answer
from harness.verify.terms import Terms
from harness.verify.waivers import BUYER


def challenged(
    judged: Judgement, terms: Terms, stamped: datetime | None, exchanges: int
) -> tuple[tuple[Answer, Because], ...]:
    """Return why the bundle does not answer the challenge of the terms; nothing where none was posed.

    `exchanges` are those under the seal: what a footer counts is only said.
    """
    posed = terms.challenge
    return tuple(_reasons(posed, judged, terms, stamped, exchanges)) if posed is not None else ()


def _reasons(
    posed: Word[Challenge], judged: Judgement, terms: Terms, stamped: datetime | None, exchanges: int
) -> Iterator[tuple[Answer, Because]]:
    context, said = judged.evidence.context, posed.said
    if not _the_buyers(posed, terms):
        yield _because("challenge-not-signed", file=posed.name)
        return
    if context.challenge != posed.digest:
        yield _because("other-challenge")
        return
    asked = {
        "supplier": (said.supplier, context.product.supplier),
        "seed": (said.seed, context.seed),
        "profile": (said.profile_digest, _digest(judged, said.profile)),
    }
    for what, (wanted, found) in asked.items():
        if wanted != found:
            yield _because("challenge-not-kept", what=what, asked=str(wanted), found=str(found))
    if exchanges < said.exchanges:
        yield _because("challenge-too-little", asked=said.exchanges, found=exchanges)
    opens, closes = day(said.opens), day(said.closes)
    began = datetime.fromtimestamp(context.started // 1_000_000, UTC).date()
    if began < opens:
        yield _because("challenge-too-early", opens=said.opens, found=began.isoformat())
    if stamped is None:
        yield _because("challenge-not-stamped")
    elif not opens <= stamped.astimezone(UTC).date() <= closes:
        yield _because("challenge-outside", opens=said.opens, closes=said.closes, found=stamped.isoformat())


def _the_buyers(posed: Word[Challenge], terms: Terms) -> bool:
    try:
        names = envelope.signers(posed.payload, posed.signatures, terms.keys)
    except EvidenceError:
        return False
    return any(BUYER in terms.roles.get(name, ()) for name in names)


def _digest(judged: Judgement, profile: str) -> str:
    return next((j.verdict.profile_digest for j in judged.judged if j.verdict.profile == profile), "not judged")


def _because(code: str, **params: Any) -> tuple[Answer, Because]:
    return Answer.NOT_ACCEPTED, Because(code=code, params=params)
