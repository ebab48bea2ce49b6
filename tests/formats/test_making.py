"""Every format makes what it takes, and every named mistake is refused: 100,000 round trips in all."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.formats import FORMATS, IDENTIFIERS
from harness.formats.making import Draw, digits, one_of

TRIPS = 100_000
MISTAKES = [(name, mistake) for name, one in IDENTIFIERS.items() for mistake in one.wrong]


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_is_made_holds(name: str) -> None:
    one, draw = IDENTIFIERS[name], random.Random(name).randrange
    assert all(one.holds(one.make(draw)) for _ in range(TRIPS // len(IDENTIFIERS) + 1))


@pytest.mark.parametrize("name, mistake", MISTAKES)
def test_no_mistake_holds(name: str, mistake: str) -> None:
    one, draw = IDENTIFIERS[name], random.Random(f"{name} {mistake}").randrange
    made = {one.wrong[mistake](draw) for _ in range(500)}
    assert [text for text in made if one.holds(text)] == []


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_the_same_draws_make_the_same(name: str) -> None:
    first, again = ([IDENTIFIERS[name].make(random.Random(7).randrange) for _ in range(9)] for _ in "ab")
    assert first == again


def test_each_format_has_mistakes_and_a_source() -> None:
    assert [name for name, one in IDENTIFIERS.items() if not (one.wrong and one.source)] == []


@given(st.text())
def test_formats_take_any_text(text: str) -> None:
    assert {holds(text) for holds in FORMATS.values()} <= {True, False}


@given(st.sampled_from(sorted(IDENTIFIERS)), st.integers(), st.text(min_size=1, max_size=1))
def test_no_format_takes_something_before_or_behind(name: str, seed: int, more: str) -> None:
    one = IDENTIFIERS[name]
    right = one.make(random.Random(seed).randrange)
    for text in (f"{right}\n", f" {right}", f"{right} "):
        assert not one.holds(text)
    if not more.isascii():
        assert not one.holds(f"{right}{more}") or name == "what3words"


def test_draws(draw: Draw) -> None:
    assert len(digits(draw, 12)) == 12
    assert one_of(draw, ("only",)) == "only"
