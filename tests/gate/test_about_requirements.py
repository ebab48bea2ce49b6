"""What a policy makes of a requirement depends on its level, its change, and what was declared of it."""

from __future__ import annotations

import pytest
from histories import TODAY, VIOLATES, deviation, part, snapshot

from harness.declaration import Gate
from harness.gate.about_requirements import flakes_of, of_deviations, of_requirements, settled
from harness.gate.snapshot import Snapshot
from harness.verdict import Outcome

BEFORE = snapshot(run="main")


def weight(requirement: str, outcome: Outcome, fail_on: str, before: Snapshot | None = BEFORE) -> str:
    after = snapshot(part({requirement: outcome}))
    policy = Gate(fail_on=fail_on)  # type: ignore[arg-type]
    found = {r.subject: r.weight.value for r in of_requirements(after, before, policy, TODAY, frozenset())}
    return found.get(requirement, "")


@pytest.mark.parametrize(
    "requirement, outcome, must, should, regressions",
    [
        ("N-001", Outcome.VIOLATES, "stops", "stops", "stops"),
        ("N-003", Outcome.VIOLATES, "is said", "stops", "stops"),
        ("N-001", Outcome.INCONCLUSIVE, "leaves open", "leaves open", "leaves open"),
        ("N-003", Outcome.INCONCLUSIVE, "is said", "leaves open", "leaves open"),
        ("N-001", Outcome.NOT_TESTED, "leaves open", "leaves open", "leaves open"),
        ("N-001", Outcome.FAULT, "ours", "ours", "ours"),
        ("N-003", Outcome.FAULT, "is said", "ours", "ours"),
        ("N-001", Outcome.CONFORMS, "", "", ""),
    ],
)
def test_each_policy(requirement: str, outcome: Outcome, must: str, should: str, regressions: str) -> None:
    found = [weight(requirement, outcome, policy) for policy in ("must", "should", "regressions")]
    assert found == [must, should, regressions]


def test_what_failed_before_is_no_regression() -> None:
    before = snapshot(part({"N-001": VIOLATES}), run="main")
    assert weight("N-001", VIOLATES, "regressions", before) == "is said"
    assert weight("N-001", VIOLATES, "must", before) == "stops"
    assert weight("N-001", VIOLATES, "regressions", None) == "is said"


def test_a_deviation_accepts_until_its_day_is_over() -> None:
    for expires, told in ((TODAY, set()), ("2027-01-14", {"deviation-expired"})):
        after = snapshot(part({"N-001": VIOLATES}), deviations=(deviation(expires),))
        assert {r.code for r in of_deviations(after, Gate(), TODAY)} == told


def test_an_expired_deviation_from_a_recommendation_stops_only_where_those_count() -> None:
    after = snapshot(part({"N-003": VIOLATES}), deviations=(deviation("2026-01-01", "N-003"),))
    (lenient,), (strict,) = (tuple(of_deviations(after, Gate(fail_on=p), TODAY)) for p in ("must", "should"))
    assert (lenient.weight.value, strict.weight.value) == ("is said", "stops")


def test_without_a_repetition_there_is_no_flake() -> None:
    assert flakes_of(snapshot(part({"N-001": VIOLATES})), None) == frozenset()


def test_a_baseline_keeps_a_flake_as_met_so_that_it_is_a_regression_when_it_fails_for_good() -> None:
    flaky, fails = snapshot(part({"N-001": VIOLATES})), snapshot(part({"N-001": VIOLATES}), run="tomorrow")
    kept = settled(flaky, snapshot(part(), run="again"))
    found = of_requirements(fails, kept, Gate(fail_on="regressions"), TODAY, frozenset())
    assert [(r.subject, r.code, r.weight.value) for r in found] == [("N-001", "newly-violated", "stops")]
    assert settled(flaky, fails) == flaky, "what fails again is kept as it failed"
    assert settled(flaky, None) == flaky


def test_what_the_profile_does_not_test_and_decides_nothing_is_not_worth_a_word() -> None:
    for before in (None, snapshot(part({"N-003": Outcome.NOT_TESTED}), run="main")):
        assert weight("N-003", Outcome.NOT_TESTED, "must", before) == ""
    assert weight("N-003", Outcome.NOT_TESTED, "must") == "is said", "it was tested before"
    assert weight("N-001", Outcome.NOT_TESTED, "must", None) == "leaves open"
