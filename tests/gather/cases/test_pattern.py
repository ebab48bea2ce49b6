"""Texts made from a pattern match it."""

from __future__ import annotations

import re
from random import Random

import pytest

from harness.gather.cases import pattern

PATTERNS = (
    "^[A-Z]{2}[0-9]{3,6}$",
    r"^\d{4}/\d{7}[A-HJ-NP-RT-Z]$",
    "^(GB|IE)-[A-Z]+$",
    r"^(?:a|bc)*d?\.x$",
    "^[^a-z]{1,3}$",
    r"^(a)(\1)$",
    r"^(?<year>\d{4})-\d\d$",
    r"^\w+\s?\S$",
    "^.{5}$",
    "^[\\w.-]+@[\\w-]+$",
)


@pytest.mark.parametrize("text", PATTERNS)
def test_what_is_made_matches(text: str) -> None:
    python = text.replace("(?<", "(?P<")
    made = [pattern.shortest(text), pattern.longest(text), *(pattern.chance(text, Random(n)) for n in range(20))]
    assert [one for one in made if one is None or not re.search(python, one)] == []


def test_the_shortest_and_the_longest_are_at_the_edges() -> None:
    assert (pattern.shortest("^a{2,5}$"), pattern.longest("^a{2,5}$")) == ("aa", "aaaaa")


def test_chance_is_the_same_for_a_seed() -> None:
    assert pattern.chance("[a-z]{9}", Random(3)) == pattern.chance("[a-z]{9}", Random(3))


@pytest.mark.parametrize("text", ["(", "a{99999999999999}", "[z-a]"])
def test_what_cannot_be_read_gives_nothing(text: str) -> None:
    assert pattern.shortest(text) is None


def test_a_pattern_that_would_grow_without_end_does_not() -> None:
    assert len(pattern.longest("((a{1,1000}){1,1000})+") or "") <= pattern.LONGEST
