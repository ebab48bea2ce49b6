"""The types refuse what the laws forbid; the roll-up is the one that is printed on certificates."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import LawBroken
from harness.evidence import ExchangeId
from harness.verdict import (
    Because,
    Cites,
    Decision,
    EffortReached,
    Finding,
    Outcome,
    Violation,
    over_all,
    roll_up,
)

ID = ExchangeId("p", 0)
CITES = Cites(first=(ID,), count=1, digest="sha256:0")
VIOLATION = Violation(cause="c", operation="o", because=Because(code="x"), minimal=ID, cites=CITES)
ENOUGH = EffortReached(needed=1, reached=1)


def made(outcome: Outcome, **rest: Any) -> Finding:
    return Finding(requirement="N-01", outcome=outcome, because=Because(code="x"), **({"effort": ENOUGH} | rest))


def test_what_the_laws_allow() -> None:
    made(Outcome.CONFORMS, passed=1, cites=CITES)
    made(Outcome.VIOLATES, failed=1, violations=(VIOLATION,))
    made(Outcome.NOT_APPLICABLE, cites=CITES)
    made(Outcome.NOT_APPLICABLE, cites=Cites(declared="hallmark.yaml:7"))
    for outcome in (Outcome.INCONCLUSIVE, Outcome.NOT_TESTED, Outcome.FAULT):
        made(outcome)


@pytest.mark.parametrize(
    "outcome, rest, law",
    [
        (Outcome.CONFORMS, {"passed": 1}, "law 1: a requirement conforms only by cited evidence"),
        (Outcome.CONFORMS, {"cites": CITES}, "law 1: a requirement conforms only by cited evidence"),
        (
            Outcome.CONFORMS,
            {"passed": 1, "cites": CITES, "effort": EffortReached(needed=2, reached=1)},
            "law 1: too little",
        ),
        (Outcome.CONFORMS, {"passed": 1, "failed": 1, "cites": CITES}, "law 7"),
        (Outcome.CONFORMS, {"passed": 1, "cites": CITES, "violations": (VIOLATION,)}, "law 7"),
        (Outcome.VIOLATES, {"failed": 1}, "a violation names what was violated"),
        (Outcome.INCONCLUSIVE, {"violations": (VIOLATION,)}, "what was violated is said to be"),
        (Outcome.NOT_APPLICABLE, {"cites": CITES, "violations": (VIOLATION,)}, "what was violated is said to be"),
        (Outcome.NOT_APPLICABLE, {}, "law 2"),
    ],
)
def test_what_the_laws_forbid(outcome: Outcome, rest: dict[str, Any], law: str) -> None:
    with pytest.raises(LawBroken, match=law):
        made(outcome, **rest)


def test_a_finding_never_changes() -> None:
    with pytest.raises(AttributeError):
        made(Outcome.FAULT).passed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    "outcomes, expected",
    [
        ([], "inconclusive"),
        ([Outcome.CONFORMS], "conforms"),
        ([Outcome.NOT_APPLICABLE], "inconclusive"),
        ([Outcome.CONFORMS, Outcome.NOT_APPLICABLE], "conforms"),
        ([Outcome.CONFORMS, Outcome.INCONCLUSIVE], "inconclusive"),
        ([Outcome.CONFORMS, Outcome.NOT_TESTED], "inconclusive"),
        ([Outcome.CONFORMS, Outcome.FAULT], "inconclusive"),
        ([Outcome.FAULT, Outcome.VIOLATES], "violates"),
        ([Outcome.CONFORMS, Outcome.INCONCLUSIVE, Outcome.VIOLATES], "violates"),
    ],
)
def test_the_roll_up(outcomes: list[Outcome], expected: str) -> None:
    assert {roll_up(order).value for order in permutations(outcomes)} == {expected}


@given(st.lists(st.sampled_from(list(Outcome))))
def test_what_conforms_has_shown_something_and_left_nothing_open(outcomes: list[Outcome]) -> None:
    conforms = roll_up(outcomes) is Decision.CONFORMS
    assert conforms is (Outcome.CONFORMS in outcomes and set(outcomes) <= {Outcome.CONFORMS, Outcome.NOT_APPLICABLE})


@pytest.mark.parametrize(
    "verdicts, expected",
    [
        ([], "inconclusive"),
        (["conforms", "conforms"], "conforms"),
        (["conforms", "inconclusive"], "inconclusive"),
        (["inconclusive", "violates", "conforms"], "violates"),
    ],
)
def test_over_all_profiles(verdicts: list[str], expected: str) -> None:
    assert over_all(map(Decision, verdicts)).value == expected
