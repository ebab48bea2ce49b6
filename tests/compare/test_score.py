"""Scores are counts that anyone can make again, and there is none for a product that does not qualify."""

from __future__ import annotations

from fractions import Fraction

import pytest
from compared import by_word, column, good, half, met, small, tender
from hypothesis import given
from hypothesis import strategies as st
from sample_report import finding, violated

from harness.compare.score import Share, Standing, exact, rounded, score, share, weighs
from harness.profile import Level
from harness.verdict import Outcome


def test_all_that_counts_is_all_points() -> None:
    scored = score(good(), tender(should=0.5))
    assert scored.standing is Standing.QUALIFIES
    assert scored.total == 100
    assert scored.shares["notes"] == Share(must_met=2, must_asked=2, should_met=1, should_asked=1)


def test_what_does_not_apply_is_not_asked_and_what_is_not_met_takes_no_points() -> None:
    scored = score(half(), tender())
    assert scored.shares["links"] == Share(must_met=1, must_asked=1, should_met=0, should_asked=0)
    assert (scored.points["notes"], scored.points["links"]) == (30, 40)
    assert scored.total == 70


def test_what_was_not_run_or_not_claimed_is_not_met() -> None:
    scored = score(column((met("N-001"),), ("notes",)), tender())
    assert scored.shares["notes"].must_asked == 2
    assert scored.points == {"notes": 30, "links": 0}


@pytest.mark.parametrize(
    "changes, standing, reasons",
    [
        ({"mandatory": ("notes",)}, Standing.KNOCKED_OUT, ("notes",)),
        ({"knock_outs": ("N-002",)}, Standing.KNOCKED_OUT, ("N-002",)),
        ({"knock_outs": ("N-003",)}, Standing.NOT_SHOWN, ("N-003",)),
        ({"knock_outs": ("L-002",)}, Standing.QUALIFIES, ()),
        ({"mandatory": ("links",)}, Standing.QUALIFIES, ()),
    ],
)
def test_mandatory_classes_and_knock_outs_decide_before_any_score(
    changes: dict[str, tuple[str, ...]], standing: Standing, reasons: tuple[str, ...]
) -> None:
    scored = score(half(), tender(**changes))
    assert (scored.standing, scored.reasons) == (standing, reasons)
    assert (scored.total is None) == (standing is not Standing.QUALIFIES)


def test_a_buyer_may_refuse_a_persons_word() -> None:
    told = column((met("N-001"), met("N-002"), by_word("L-001"), met("L-002")))
    assert score(told, tender(knock_outs=("L-001",), mandatory=("links",))).total == 100
    assert score(told, tender(attested=False)).total == 80
    refusing: list[dict[str, tuple[str, ...]]] = [{"knock_outs": ("L-001",)}, {"mandatory": ("links",)}]
    for changes in refusing:
        scored = score(told, tender(attested=False, **changes))
        assert (scored.standing, scored.reasons) == (Standing.NOT_SHOWN, *changes.values())
    assert score(told, tender(attested=False, knock_outs=("L-002",))).standing is Standing.QUALIFIES


def test_a_class_that_was_not_claimed_is_not_shown() -> None:
    assert score(column((met("N-001"),), ("notes",)), tender(mandatory=("links",))).standing is Standing.NOT_SHOWN


def test_a_fault_of_ours_gives_no_score_and_counts_against_nobody() -> None:
    faulty = column((met("N-001"), finding("N-002", Outcome.FAULT, "rule-crashed"), violated("L-001", "x", {})))
    scored = score(faulty, tender(mandatory=("links",)))
    assert (scored.standing, scored.reasons, scored.total) == (Standing.CANNOT_SAY, ("notes",), None)


def test_what_may_be_left_out_and_what_cannot_be_tested_weigh_nothing() -> None:
    told = {r.id: weighs(r) for r in small().requirements}
    assert told["N-004"] is None
    assert told["N-005"] is None
    assert told["N-003"] is Level.SHOULD
    assert share(good(), small(), "links").should_asked == 0


def test_numbers_are_those_that_were_written() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert [rounded(Fraction(n)) for n in ("1/8", "2/3", "0", "-1/8", "100")] == [
        "0.13",
        "0.67",
        "0.00",
        "-0.13",
        "100.00",
    ]


@given(st.fractions(min_value=0, max_value=1000))
def test_rounding_is_never_off_by_more_than_half_of_the_last_digit(number: Fraction) -> None:
    assert abs(Fraction(rounded(number)) - number) <= Fraction(1, 200)
