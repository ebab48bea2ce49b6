"""Patterns are matched in one engine, which gives up rather than go on without end."""

from __future__ import annotations

from described import schema_of

from harness.contract.codes import problems
from harness.contract.pattern import finder


def test_patterns_are_those_of_ecma_262() -> None:
    digits = finder(r"^\d+$")
    assert digits is not None
    assert digits("12")
    assert not digits("1x")
    assert finder("(") is None


def test_a_pattern_that_goes_back_and_forth_ends_undecided() -> None:
    pattern = r"^(a|aa)+\1$"
    found = finder(pattern)
    assert found is not None
    assert not found("a" * 5000 + "!")
    schema = schema_of({"type": "string", "pattern": pattern})
    (problem,) = problems(schema.errors("a" * 5000 + "!"), schema.key, "body")
    assert problem.code == "unjudged"
    assert schema.is_valid("aaa")


def test_nested_repeats_need_no_steps_back() -> None:
    schema = schema_of({"type": "string", "pattern": "^(a+)+$"})
    (problem,) = problems(schema.errors("a" * 100_000 + "!"), schema.key, "body")
    assert problem.code == "pattern"
