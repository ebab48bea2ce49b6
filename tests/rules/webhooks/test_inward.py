"""Only addresses that lead inward are asked about, and our own listener is none of them."""

from __future__ import annotations

import pytest
from building import judge
from rules.cases import called_back

from harness.verdict import Outcome


@pytest.mark.parametrize(
    "status, outcome", [(400, "conforms"), (422, "conforms"), (201, "violates"), (403, "inconclusive")]
)
def test_what_is_answered(status: int, outcome: str) -> None:
    assert judge("inward-callback/1", {}, called_back("https://169.254.169.254/x", status)).outcome.value == outcome


def test_an_address_outside_is_asked_nothing_of() -> None:
    finding = judge("inward-callback/1", {}, called_back("https://partner.example.org/x", 201))
    assert (finding.outcome, finding.because.code) == (Outcome.INCONCLUSIVE, "nothing-seen")


def test_a_crash_is_its_own_cause() -> None:
    finding = judge("inward-callback/1", {}, called_back("https://localhost/x", 500))
    assert finding.violations[0].cause == "server-error/addComment"
