"""A requirement is explained: what it asks, why, on what it rests, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cli.conftest import Said

Call = Callable[..., Said]


def test_a_tested_requirement(hallmark: Call, tiny: Path) -> None:
    out = hallmark("explain", "N-002", "--profile", tiny).out
    assert out.startswith("N-002 (MUST, class core, role keeper) in notes@1.0")
    for words in (
        "Every reply keeps the description.",
        "So that it can be read.",
        "Basis: harness. Source: The tests, as a whole.",
        "the workflow create-and-read; the documented examples of createNote, changeNote;",
        "the protocol probe methods on listNotes",
        "fuzzing createNote",
        "Judged by: rule schema/1",
    ):
        assert words in out
    assert "Needs: identity:other-agency" in hallmark("explain", "N-003", "--profile", tiny).out


def test_one_that_is_not_tested_says_why(hallmark: Call, tiny: Path) -> None:
    assert hallmark("explain", "N-005", "--profile", tiny).out.endswith("Not tested: Nobody can hear it.\n")


def test_all_profiles_are_looked_in_and_capitals_do_not_matter(hallmark: Call) -> None:
    assert hallmark("explain", "it-012").out.startswith("IT-012 (")


def test_an_unknown_one(hallmark: Call) -> None:
    said = hallmark("explain", "XX-1")
    assert (said.code, said.out) == (3, "")
    assert "`hallmark profiles` and `hallmark profiles ID` list them." in said.err
