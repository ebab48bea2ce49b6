"""Facts, standings and reasons are worded for every form alike."""

from __future__ import annotations

from compared import comparison, good, half

from harness.compare.column import Left
from harness.render.comparison.told import facts, reason, reasons, standing, total
from harness.render.words import words
from harness.verdict import Because


def test_each_column_says_by_what_by_whom_and_how_old() -> None:
    (first, _) = comparison().products
    told = facts(first, words())
    assert set(told) == set(words().group("fact"))
    assert told["effort"] == "7 exchanges, 6 cases decided"
    assert told["age"] == "17 days"
    assert "nobody independent watched" in told["witness"]
    assert told["again"] == "as it was gathered"


def test_what_was_judged_again_says_for_what_it_was_gathered() -> None:
    (first,) = comparison(good(again=True)).products
    assert facts(first, words())["again"] == "judged again; it was gathered for notes@1.0"


def test_a_product_without_a_score_says_why() -> None:
    (one,) = comparison(half(), mandatory=("notes",)).products
    assert total(one, words()) == "no score"
    assert standing(one, words()) == "Knocked out. Not met: notes."


def test_reasons_are_worded_and_one_without_words_is_shown_as_it_is() -> None:
    assert "signed by a, b" in reason(Because(code="signer-unknown", params={"keys": ["a", "b"]}))
    assert "another interface" in reason(Because(code="other-interface", params={"found": "x@1.0"}))
    assert reason(Because(code="made-up", params={"at": 3, "by": ["a", "b"]})) == "made up (at 3; by a, b)"
    left = Left(file="x", digest="d", answer="refuted", because=(Because(code="made-up"),))
    assert reasons(left) == ("made up",)
