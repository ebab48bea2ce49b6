"""Each outcome has its term, and what was met in some cases only is supported in part."""

from __future__ import annotations

import msgspec
import pytest
from sample_report import findings, violated

from harness.render.support import Support, note, support
from harness.render.words import words

TERMS = {
    "N-001": Support.SUPPORTS,
    "N-002": Support.DOES_NOT,
    "N-004": Support.NOT_EVALUATED,
    "N-005": Support.NOT_EVALUATED,
    "N-006": Support.NOT_EVALUATED,
    "N-007": Support.NOT_APPLICABLE,
}


@pytest.mark.parametrize("name, term", TERMS.items())
def test_each_outcome_has_its_term(name: str, term: Support) -> None:
    (finding,) = (f for f in findings() if f.requirement == name)
    assert support(finding) is term


def test_what_is_met_now_and_then_is_supported_in_part_and_never_more() -> None:
    partly = msgspec.structs.replace(violated("N-001", "server-error", {}), passed=3)
    assert support(partly) is Support.PARTIALLY
    assert note(partly, "It failed.", words()) == "Met in 3 of 4 cases, and not in the others. It failed."


def test_the_note_counts_the_cases() -> None:
    shown, broken = findings()[:2]
    assert note(shown, "left out", words()) == "Every case that was tried met it (1 of 1)."
    assert note(broken, "Why.", words()) == "In none of 1 case was it met. Why."
