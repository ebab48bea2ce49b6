"""Renders the restricted annex of a bundle: how faults are brought about, its marking, and who answers for it."""

from __future__ import annotations

from typing import Final

import msgspec

from harness.canonical import canonical
from harness.errors import EvidenceError
from harness.evidence import Exchange
from harness.judgement import Judgement, cited
from harness.render.curl import curl

ANNEX: Final = "restricted/annex.json"
"""The member of a bundle; what may be published leaves everything below `restricted/` out."""


def restricted(judgement: Judgement, marking: str, contact: str, review: str) -> bytes:
    """Return the annex; `contact` answers questions for information, `review` is a date or empty.

    A line that brings a fault about is no line for everybody.
    """
    seen = cited(judgement)
    lines = [
        {"profile": j.verdict.profile, "requirement": finding.requirement, "exchange": str(one.id), "curl": line}
        for j in judgement.judged
        for finding in j.verdict.findings
        for violation in finding.violations
        if isinstance(one := seen.get(violation.minimal), Exchange)
        if (line := curl(one, judgement.evidence.context))
    ]
    return canonical({"marking": marking, "contact": contact, "review": review, "reproduction": lines})


def said_in(annex: bytes) -> tuple[str, str, str]:
    """Return what an annex says that no evidence shows: marking, contact, review. Raises EvidenceError."""
    try:
        said = msgspec.json.decode(annex, type=_Said)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EvidenceError("this is no restricted annex", where=ANNEX) from error
    return said.marking, said.contact, said.review


class _Said(msgspec.Struct, frozen=True):
    marking: str
    contact: str
    review: str
