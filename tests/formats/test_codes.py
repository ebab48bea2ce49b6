"""Codes of persons are the lists' own and no others."""

from __future__ import annotations

from harness.formats.codes import ETHNICITY_16, ETHNICITY_18, ETHNICITY_OBSERVED, SEX, among


def test_the_lists_have_the_length_that_their_names_say() -> None:
    assert (len(ETHNICITY_18), len(ETHNICITY_16), len(ETHNICITY_OBSERVED), len(SEX)) == (19, 17, 8, 4)
    assert set(ETHNICITY_18) - set(ETHNICITY_16) == {"W3", "O2", "A4"}
    assert set(ETHNICITY_16) - set(ETHNICITY_18) == {"O1"}


def test_among() -> None:
    assert among(SEX)("9")
    assert not among(SEX)("3")
