"""A list of tests is red where the verdict rests on it, and never greener than the verdict."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_hostile import conforming, not_green
from sample_report import finding, report, violated

from harness.render.cases import MOST_LINES, RED, VERDICT, State, fingerprint, suites
from harness.verdict import Outcome


def test_every_outcome_has_its_state() -> None:
    (suite,) = suites(report())
    assert {case.id: case.state.value for case in suite.cases} == {
        "N-001": "passed",
        "N-002": "failed",
        "N-003": "advised",
        "N-004": "error",
        "N-005": "error",
        "N-006": "error",
        "N-007": "skipped",
        "N-008": "skipped",
    }
    assert VERDICT not in {case.id for case in suite.cases}, "something is red already"


def test_what_is_met_is_all_green_and_nothing_is_added() -> None:
    (suite,) = suites(conforming())
    assert {case.state for case in suite.cases} == {State.PASSED}


@pytest.mark.parametrize("name", not_green())
def test_what_is_no_success_is_red_somewhere(name: str) -> None:
    found = suites(not_green()[name])
    red = [case for suite in found for case in suite.cases if case.state in RED]
    assert red
    assert all(case.text for case in red)


def test_an_inconclusive_verdict_over_met_requirements_is_a_case_of_its_own() -> None:
    (suite,) = suites(not_green()["limited"])
    assert [case.id for case in suite.cases] == ["N-001", VERDICT]
    assert "limited" in suite.cases[1].text


def test_a_known_deviation_is_said_and_changes_nothing() -> None:
    (suite,) = suites(report())
    advised = next(case for case in suite.cases if case.id == "N-003")
    assert advised.state is State.ADVISED
    assert advised.details[-1] == "Known deviation, until 2026-12-31: Next version (A. Sampl)"
    met = report((finding("N-003", Outcome.INCONCLUSIVE, "nothing-seen"),))
    assert suites(met)[0].cases[0].deviation is None, "only what is not met deviates"


def test_very_many_ways_are_counted_and_not_all_listed() -> None:
    one = violated("N-001", "server-error", {"status": 500})
    many = tuple(msgspec.structs.replace(one.violations[0], operation=f"op{n}") for n in range(MOST_LINES + 3))
    (suite,) = suites(report((msgspec.structs.replace(one, violations=many),)))
    assert suite.cases[0].lines[-1] == "and 3 more"
    assert len(suite.cases[0].lines) == MOST_LINES + 1


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_a_fingerprint_is_of_its_parts_alone(one: list[str], other: list[str]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)
