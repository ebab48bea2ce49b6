"""`append-only/1`: nothing leaves a list, and nothing in it changes."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge, overwritten
from hypothesis import given
from rules.cases import CASES, commented, comments
from strategies import json_values

from harness.evidence import Exchange
from harness.expression.compare import json_equal
from harness.rules.resources.append_only import fingerprint

RULE = "append-only/1"
WITH = CASES[RULE].with_


def page(*names: str, query: str = "", more: str = "") -> Exchange:
    got = {"items": [{"commentId": name, "text": "?"} for name in names]} | ({"nextCursor": more} if more else {})
    return exchange("GET", f"/notes/n1/comments{query}", b"", 200, got)


def test_each_element_that_is_found_again_is_a_case() -> None:
    shown = (commented(), comments("One."), commented("c2", "Two."), comments("One.", "Two."))
    assert judge(RULE, WITH, *shown).passed == 3


def test_what_was_appended_is_missing() -> None:
    assert gist(judge(RULE, WITH, commented(), comments())) == "violates: entry-gone"


def test_what_was_shown_is_missing() -> None:
    assert gist(judge(RULE, WITH, comments("One.", "Two."), comments("One."))) == "violates: entry-gone"


def test_a_list_with_further_pages_has_not_left_anything_out_yet() -> None:
    first, second = page("c1", query="?limit=1", more="x"), page("c2", query="?limit=1&cursor=x")
    assert gist(judge(RULE, WITH, commented("c2"), first)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, commented("c2"), first, second)) == "conforms"
    ends = page("c3", query="?limit=1&cursor=x")
    assert gist(judge(RULE, WITH, commented("c2"), first, ends)) == "violates: entry-gone"


def test_pages_of_another_walk_and_searches_leave_nothing_out() -> None:
    elsewhere = page("c9", query="?cursor=made-up")
    search = page(query="?author=nobody")
    assert gist(judge(RULE, WITH, commented(), elsewhere, search)) == "inconclusive: nothing-seen"


def test_what_is_added_while_the_pages_are_walked_need_not_show() -> None:
    walk = (page("c1", query="?limit=1", more="x"), commented("c7"), page("c2", query="?limit=1&cursor=x"))
    assert gist(judge(RULE, WITH, commented("c1"), *walk)) == "conforms"


def test_other_lists_parties_and_partitions_are_other_lists() -> None:
    other_note = exchange("GET", "/notes/n2/comments", b"", 200, {"items": []})
    assert gist(judge(RULE, WITH, commented(), other_note)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, commented(), comments(identity="other-agency"))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, commented(), comments(partition="q"))) == "inconclusive: nothing-seen"


def test_what_somebody_else_wrote_may_be_overwritten() -> None:
    hidden = overwritten(comments("Two."), "/items/0/text")
    assert gist(judge(RULE, WITH, comments("One."), hidden)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, commented(), hidden)) == "inconclusive: redacted"


def test_an_element_without_a_name_cannot_be_told_from_others() -> None:
    odd = exchange("GET", "/notes/n1/comments", b"", 200, {"items": [{"text": "?"}, 7, {"commentId": {"a": 1}}]})
    assert gist(judge(RULE, WITH, odd, odd)) == "inconclusive: nothing-seen"


def test_a_refused_append_adds_nothing() -> None:
    refused = exchange("POST", "/notes/n1/comments", {"text": ""}, 422, {"commentId": "c1"})
    assert gist(judge(RULE, WITH, refused, comments())) == "inconclusive: nothing-seen"


@pytest.mark.parametrize(
    "one, other",
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1.0}),
        ([1.0, -0.0, 1e3], [1, 0, 1000]),
        (2, 2.0),
        ({"a": {"b": [0.5, 3.0]}}, {"a": {"b": [0.5, 3]}}),
        (1e16, 10**16),
    ],
)
def test_values_that_are_the_same(one: object, other: object) -> None:
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ({"a": 2**60}, {"a": 2**60 + 1}),
        ({"a": 1}, {"a": True}),
        ({"a": "1.0"}, {"a": "1"}),
        ({"a": "x:1.0", "b": 1.5}, {"a": "x:1", "b": 1.5}),
        ([1.5], [1.25]),
        (["a", "b"], ["b", "a"]),
        ({"a": None}, {}),
    ],
)
def test_values_that_are_not(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


@given(json_values, json_values)
def test_fingerprints_agree_with_equality(one: object, other: object) -> None:
    assert (fingerprint(one) == fingerprint(other)) is json_equal(one, other)
