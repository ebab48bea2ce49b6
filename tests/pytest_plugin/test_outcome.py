"""Nothing passes but what conforms, and each other outcome is exactly one thing to pytest."""

from __future__ import annotations

import pytest

from harness.pytest_plugin.outcome import ERRORS, SKIPS, NotMet, NotTold, before, call
from harness.verdict import Outcome


def test_every_outcome_has_one_place() -> None:
    assert {Outcome.CONFORMS, Outcome.VIOLATES, *ERRORS, *SKIPS} == set(Outcome)
    assert 1 + 1 + len(ERRORS) + len(SKIPS) == len(Outcome)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_what_conforms_passes_both_gates(outcome: Outcome) -> None:
    try:
        before(outcome, "why")
        call(outcome, "why")
    except NotTold:
        assert outcome in ERRORS
    except NotMet:
        assert outcome is Outcome.VIOLATES
    except pytest.skip.Exception:
        assert outcome in SKIPS
    else:
        assert outcome is Outcome.CONFORMS


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.CONFORMS])
def test_the_second_gate_trusts_the_first_with_nothing(outcome: Outcome) -> None:
    with pytest.raises(NotMet):
        call(outcome, "why")


def test_the_gist_is_the_first_line() -> None:
    assert NotMet("one\ntwo").gist == "one"
