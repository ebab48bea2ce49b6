"""A cell says what was found, and nothing better."""

from __future__ import annotations

import pytest
from compared import by_word, column, half, met, small

from harness.compare.column import CELLS, cell
from harness.verdict import Outcome


@pytest.mark.parametrize(
    "name, word",
    [
        ("N-001", "met"),
        ("N-002", "not_met"),
        ("N-003", "not_run"),
        ("N-005", "not_tested"),
        ("L-002", "not_applicable"),
    ],
)
def test_each_cell_says_what_was_found(name: str, word: str) -> None:
    requirement = small().requirement(name)
    assert requirement is not None
    assert cell(half(), requirement) == word


def test_what_is_not_claimed_is_said_as_such() -> None:
    requirement = small().requirement("L-001")
    assert requirement is not None
    assert cell(column((met("N-001"),), ("notes",)), requirement) == "not_claimed"


def test_what_a_person_says_is_not_what_was_found() -> None:
    requirement = small().requirement("N-001")
    assert requirement is not None
    assert cell(column((by_word("N-001"),)), requirement) == "attested"


def test_every_outcome_has_a_word_and_effort_is_counted() -> None:
    assert set(CELLS) == {None, *Outcome}
    assert (half().exchanges, half().cases) == (7, 3)
    assert half().finding("N-009") is None
    assert half().result("none") is None
