"""Expressions that can take exponential time are known from those that cannot, by looking and not by trying."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract import backtracking
from harness.contract.backtracking import EXPONENTIAL, FINE, UNREAD, backtracks, looked_into


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a*)*$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^(a|b|a)*$",
        "^(?:x|[a-z])+$",
        r"^(?:\||[a-z|])*$",
        "^(ab|a|b)+$",
        "^(a*b?)*$",
        "^(.*)*$",
        "(x+x+)+y",
        r"^(\w+\s?)*$",
        r"^(\d+,?)+$",
        r"^(\w{2,50})+$",
        "^(?=(a+)+$).*",
        "^(?:a|b|ab)*c",
        r"(?:\s*\S*)*!$",
        "^[a-z]+([-_]?[a-z]+)*$",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*@[a-z0-9]+[.]([a-z]{2,3})$",
        r"^(\p{L}+)+$",
        "^(?<name>a+)+$",
        "(.*a){25}",
        "^(.*a){11}$",
        "x(?:y(?:.*a){12,})?z",
        "^(a|a){30}$",
        r"^(\w+\s?){0,12}$",
    ],
)
def test_exponential(pattern: str) -> None:
    assert looked_into(pattern) == EXPONENTIAL
    assert backtracks(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^[a-z]+$",
        "(a+)+",
        "^(ab)*$",
        "^(a|b)*c$",
        "^([a-z]+-)*[a-z]+$",
        r"^(\d{1,3}\.){3}\d{1,3}$",
        r"^(\d{4}[- ]?){4}$",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^(?!\s*$).+",
        r"^(a)\1$",
        r"^https?://[^\s/$.?#].[^\s]*$",
        r"^[\w-\.]+@([\w-]+\.)+[\w-]{2,4}$",
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        r"^[[:]a]$",
        r"^\p{Lu}[\p{Ll} ]+$",
        r"^(\d{1,3},)+$",
        "(.*a){10}",
        "(.*a){0,12}",
        r"^(\d{1,3},){20}$",
        "^[0-9a-f]{32}$",
        "^([0-9]{12},?)+$",
        "([a-z]{2}){40}x",
    ],
)
def test_not_exponential(pattern: str) -> None:
    assert looked_into(pattern) == FINE
    assert not backtracks(pattern)


@pytest.mark.parametrize(
    "pattern", ["(", "a" * 3000, "^(" + "|".join("abcdefgh" * 60) + ")*$", "^(?(1)a|b)", r"(?:(?:" * 1000]
)
def test_what_cannot_be_looked_into_is_taken_to_backtrack(pattern: str) -> None:
    assert looked_into(pattern) in (UNREAD, EXPONENTIAL)
    assert backtracks(pattern)


def test_the_work_is_bounded_over_all_counted_repeats_together(monkeypatch: pytest.MonkeyPatch) -> None:
    many = "(?:a[bc]*d){12}" * 9
    assert looked_into(many) == FINE
    monkeypatch.setattr(backtracking, "MOST_STEPS", 1_000)
    assert looked_into("x" + many) == UNREAD


@pytest.mark.parametrize("item", ["^", "(?:)", r"\b", "(?=a)"])
@pytest.mark.parametrize("count", ["{2,16}", "{16}", "{0,12}"])
def test_repeats_of_nothing_within_repeats_are_bounded_as_well(item: str, count: str) -> None:
    for _ in range(9):
        item = f"(?:{item}){count}"
    assert looked_into(item) == UNREAD


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtracking, "MOST_STEPS", 10)
    assert looked_into("^(abc|abd|abe|abf)+x+y+z$") == UNREAD


pieces = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "."]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(lambda t: f"(?:{t[0]}){t[1]}"),
        st.lists(inner, min_size=1, max_size=2).map("".join),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: f"(?:{'|'.join(parts)})"),
    ),
    max_leaves=4,
)


@given(pieces, st.text("ab", max_size=14))
def test_what_is_called_fine_ends(piece: str, text: str) -> None:
    """Where nothing was found, Python's own engine is done with texts that would otherwise take it hours."""
    pattern = f"^{piece}c$"
    if looked_into(pattern) == FINE:
        assert re.search(pattern, text * 3) is None
