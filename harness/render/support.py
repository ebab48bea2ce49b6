"""Says of a finding what a buyer asks: does the product support it, in part, not at all, or was it not evaluated."""

from __future__ import annotations

from enum import StrEnum

from harness.render.words import Words
from harness.verdict import Finding, Outcome


class Support(StrEnum):
    """The terms that buyers know from accessibility reports (VPAT 2.5; OpenACR), for any requirement."""

    SUPPORTS = "supports"
    PARTIALLY = "partially"
    DOES_NOT = "does_not"
    NOT_APPLICABLE = "not_applicable"
    NOT_EVALUATED = "not_evaluated"


def support(finding: Finding) -> Support:
    """Return the term for a finding; what is violated in some cases and met in others is supported in part."""
    if finding.outcome is Outcome.CONFORMS:
        return Support.SUPPORTS
    if finding.outcome is Outcome.VIOLATES:
        return Support.PARTIALLY if finding.passed else Support.DOES_NOT
    return Support.NOT_APPLICABLE if finding.outcome is Outcome.NOT_APPLICABLE else Support.NOT_EVALUATED


def note(finding: Finding, reason: str, words: Words) -> str:
    """Return the note beside the term: how many cases, and the reason as the report words it."""
    cases = finding.passed + finding.failed
    counted = words(f"support_note.{support(finding)}", passed=finding.passed, cases=cases)
    return counted if finding.outcome is Outcome.CONFORMS else f"{counted} {reason}".strip()
