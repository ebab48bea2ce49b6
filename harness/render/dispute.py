"""Renders a dispute: one requirement, what was found, the exchanges that show it, and how to repeat them."""

from __future__ import annotations

import base64
from typing import Any, Final

from harness.evidence import Exchange, Silence
from harness.judgement import Judged, Judgement, cited
from harness.render.prose import sentence
from harness.render.repeating import Repeating, commented
from harness.verdict import Finding

DISPUTE: Final = "https://hallmark.example.org/dispute/v1"
"""The predicate's type (in-toto Attestation Framework 1.0)."""
MOST: Final = 6
"""Exchanges that are shown of one side."""


def dispute(judgement: Judgement, requirement: str, reason: str, by: str) -> dict[str, Any] | None:
    """Return what is disputed of a run, as plain JSON, its outcome unchanged; None where it was not judged."""
    for j in judgement.judged:
        for finding in j.verdict.findings:
            if finding.requirement == requirement:
                return {"by": by, "reason": reason, **side(judgement, j, finding)}
    return None


def side(judgement: Judgement, judged: Judged, finding: Finding) -> dict[str, Any]:
    """Return one run's side of it: product, outcome in words, and the exchanges with their `curl` lines."""
    asked = judged.bundle.profile.requirement(finding.requirement)
    context = judgement.evidence.context
    wanted = [v.minimal for v in finding.violations] + list(finding.cites.first)
    seen = cited(judgement)
    exchanges = [one for i in dict.fromkeys(wanted) if isinstance(one := seen.get(i), Exchange)]
    repeating = Repeating({one.id: one for one in seen.values() if isinstance(one, Exchange)}, context)
    beside = {v.minimal: v.beside for v in finding.violations}
    return {
        "requirement": finding.requirement,
        "profile": judged.verdict.profile,
        "profileDigest": judged.verdict.profile_digest,
        "rulebook": judged.verdict.rulebook,
        "statement": asked.statement if asked is not None else "",
        "product": {"name": context.product.name, "version": context.product.version},
        "run": context.run,
        "seed": context.seed,
        "outcome": finding.outcome.value,
        "because": sentence(finding.because),
        "exchanges": [_exchange(one, repeating.lines(one, beside.get(one.id, ()))) for one in exchanges[:MOST]],
    }


def _exchange(exchange: Exchange, lines: tuple[str, ...]) -> dict[str, Any]:
    reply = exchange.reply
    return {
        "id": str(exchange.id),
        "curl": "\n".join(commented(lines)),
        "request": _message(exchange.request.head, exchange.request.body),
        "reply": {"silence": reply.why} if isinstance(reply, Silence) else _message(reply.head, reply.body),
    }


def _message(head: bytes, body: bytes) -> dict[str, str]:
    try:
        return {"head": head.decode("latin-1"), "body": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"head": head.decode("latin-1"), "base64": base64.b64encode(body).decode()}
