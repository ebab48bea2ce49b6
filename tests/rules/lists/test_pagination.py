"""`pagination/1`: walks through lists are followed by their links."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge, with_reply
from rules.cases import CASES, commented, words

from harness.errors import ProfileError
from harness.evidence import Exchange, Silence
from harness.rules.lists.pagination import whole

RULE = "pagination/1"
WITH = CASES[RULE].with_
FIRST = words("a", "b", more="2")
COMMENTS = {"operations": ["listComments"], "id": "/commentId", "created": "addComment"}


def listed(*names: str, query: str = "", more: str = "") -> Exchange:
    got = {"items": [{"commentId": name, "text": "?"} for name in names]} | ({"nextCursor": more} if more else {})
    return exchange("GET", f"/notes/n1/comments{query}", b"", 200, got)


@pytest.mark.parametrize(
    "second, expected",
    [
        (words("c", cursor="2"), "conforms"),
        (words("c", cursor="2", total=4), "inconclusive: list-changed"),
        (words("b", "c", cursor="2"), "violates: element-twice"),
        (words("c", "d", cursor="2"), "violates: total-differs"),
        (words("c", "d", "e", cursor="2"), "violates: page-too-long"),
        (words("c", cursor="2", more="2"), "violates: link-in-a-circle"),
        (words(cursor="2", more="3"), "violates: link-in-a-circle"),
        (words(cursor="2", status=404), "violates: link-broken"),
        (words(cursor="2", status=500), "violates: link-broken"),
        (words(cursor="2", status=429), "inconclusive: hidden-by-status"),
        (words(cursor="2", status=403), "violates: link-broken"),
        (words(cursor="2", status=403, credential="expired"), "inconclusive: hidden-by-status"),
        (words("c", cursor="made-up"), "inconclusive: nothing-seen"),
        (words("c", cursor="2", partition="q"), "inconclusive: nothing-seen"),
        (words("c", cursor="2", identity="other-agency"), "inconclusive: nothing-seen"),
        (with_reply(words(cursor="2"), Silence(why="reset")), "inconclusive: no-answer"),
    ],
)
def test_the_second_page(second: Exchange, expected: str) -> None:
    assert gist(judge(RULE, WITH, FIRST, second)) == expected


def test_a_list_of_one_page_shows_nothing() -> None:
    assert gist(judge(RULE, WITH, words("a", total=1))) == "inconclusive: nothing-seen"


def test_a_walk_that_was_not_ended_shows_nothing() -> None:
    assert gist(judge(RULE, WITH, FIRST)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, FIRST, FIRST, words("c", cursor="2"))) == "conforms"


def test_what_had_been_added_must_be_found() -> None:
    walk = (listed("c1", query="?limit=1", more="x"), listed("c3", query="?limit=1&cursor=x"))
    assert gist(judge(RULE, COMMENTS, commented("c3"), *walk)) == "conforms"
    assert gist(judge(RULE, COMMENTS, commented("c2"), *walk)) == "violates: element-missing"
    assert gist(judge(RULE, COMMENTS, walk[0], commented("c2"), walk[1])) == "conforms"
    assert gist(judge(RULE, COMMENTS, commented("c2"), listed("c1"))) == "violates: element-missing"


def test_a_search_is_no_walk() -> None:
    search = exchange("GET", "/words?limit=2&like=a", b"", 200, {"items": [{"word": "a"}], "nextCursor": "2"})
    assert gist(judge(RULE, WITH, search, words("a", cursor="2"))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("word", [None, True, {"a": 1}, ["a"]])
def test_elements_that_cannot_be_told_apart(word: Any) -> None:
    odd = words(got={"items": [{"word": word}, {"word": word}], "nextCursor": "2"})
    assert gist(judge(RULE, WITH, odd)) == "inconclusive: no-identifier"


@pytest.mark.parametrize("limit", ["²", "9" * 5000, "-1", "1e3", "", "two"])
def test_a_limit_that_means_nothing_is_passed_over(limit: str) -> None:
    assert whole(limit) is None
    long = exchange("GET", "/words", b"", 200, {"items": [{"word": "a"}, {"word": "b"}]})
    assert gist(judge(RULE, WITH, long)) == "inconclusive: nothing-seen"


def test_the_limit_alone() -> None:
    with_ = WITH | {"check": "limit"}
    assert gist(judge(RULE, with_, FIRST)) == "conforms"
    assert gist(judge(RULE, with_, words("a", total=1))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, with_, words("a", "b", "c"))) == "violates: page-too-long"
    assert gist(judge(RULE, with_, FIRST, words("b", cursor="2"))) == "conforms"


def test_the_walk_alone() -> None:
    with_ = WITH | {"check": "walk"}
    assert gist(judge(RULE, with_, words("a", "b", "c", limit=1, more="2"), words("d", cursor="2", total=4))) == (
        "inconclusive: list-changed"
    )
    with pytest.raises(ProfileError, match="no check 'other'"):
        judge(RULE, WITH | {"check": "other"})


def test_a_page_that_was_asked_for_under_a_condition_is_not_lost() -> None:
    pages = CASES["pagination/1"].conforms()
    for status in (304, 406, 412, 416):
        at = next(n for n, x in enumerate(pages) if "cursor" in x.request.target)
        aside = exchange("GET", pages[at].request.target.removeprefix("/v1"), b"", status)
        assert gist(judge("pagination/1", CASES["pagination/1"].with_, *pages[:at], aside, *pages[at:])) == "conforms"
