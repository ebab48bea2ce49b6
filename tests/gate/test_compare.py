"""Every pair of outcomes has its word, and what is not known is never a repair."""

from __future__ import annotations

import pytest
from histories import part, snapshot, told

from harness.gate.compare import OPEN, Change, change, differences
from harness.verdict import Outcome

C, V, I, N, T, F = Outcome  # noqa: E741
TABLE = {
    C: {C: "same", V: "newly violated", I: "newly inconclusive", N: "no longer applies"},
    V: {C: "fixed", V: "still failing", I: "newly inconclusive", N: "no longer applies"},
    I: {C: "fixed", V: "newly violated", I: "still inconclusive", N: "same"},
    N: {C: "same", V: "newly violated", I: "newly inconclusive", N: "same"},
}


@pytest.mark.parametrize("before", Outcome)
@pytest.mark.parametrize("after", Outcome)
def test_every_pair_of_outcomes(before: Outcome, after: Outcome) -> None:
    then, now = (I if outcome in OPEN else outcome for outcome in (before, after))
    assert change(told("N-001", before), told("N-001", after)).value == TABLE[then][now]


def test_what_only_one_run_judged() -> None:
    assert change(None, told("N-001", V)) is Change.NEW
    assert change(told("N-001", V), None) is Change.NOT_JUDGED
    assert change(told("N-001", V), None, known=False) is Change.GONE


def test_requirements_are_matched_by_profile_and_role_whatever_the_version() -> None:
    before = snapshot(part({"N-001": V}))
    after = snapshot(part({"N-002": V, "N-005": C}, profile="notes@2.0", known=("N-001", "N-002", "N-005")))
    found = {d.requirement: d.change for d in differences(before, after)}
    assert found["N-001"] is Change.FIXED
    assert found["N-002"] is Change.NEWLY_VIOLATED
    assert found["N-005"] is Change.NEW
    other = snapshot(part(role="writer"))
    assert {d.change for d in differences(before, other)} == {Change.NEW, Change.NOT_JUDGED}
    gone = snapshot(part(requirements={}, known=()))
    assert {d.change for d in differences(before, gone)} == {Change.GONE}
