"""`resolves/1`: whatever a list names can be read under that name."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import PROBLEM, listed, place, removed, seen

RULE = "resolves/1"


@pytest.mark.parametrize(
    "status, said",
    [
        (404, "violates: listed-not-found"),
        (410, "violates: listed-not-found"),
        (500, "violates: listed-not-found"),
        (403, "inconclusive: hidden-by-status"),
    ],
)
def test_it_is_not_found(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, listed("p1"), seen(status=status, got=PROBLEM))) == said


def test_it_calls_itself_otherwise() -> None:
    finding = judge(RULE, {}, listed("p1"), seen("p1", got=place("p2")))
    assert gist(finding) == "violates: another-name"
    assert finding.because.params == {"asked": "p1", "got": "p2"}


def test_only_what_the_list_named_and_is_not_gone() -> None:
    missing = seen(status=404, got=PROBLEM)
    assert gist(judge(RULE, {}, listed("p2"), missing)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, listed("p1"), removed(), missing)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, missing, listed("p1"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, listed("p1", partition="a"), seen(status=404, got=PROBLEM, partition="b"))) == (
        "inconclusive: nothing-seen"
    )


def test_only_the_lists_that_are_named() -> None:
    missing = seen(status=404, got=PROBLEM)
    assert gist(judge(RULE, {"operations": ["listPlaces"]}, listed("p1"), missing)) == "violates: listed-not-found"
    assert gist(judge(RULE, {"operations": ["listWords"]}, listed("p1"), missing)) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("got", [{}, {"label": "Red"}, b""])
def test_what_does_not_say_its_name_is_not_shown_to_bear_it(got: object) -> None:
    assert gist(judge(RULE, {}, listed("p1"), seen("p1", got=got))) == "inconclusive: nothing-seen"
