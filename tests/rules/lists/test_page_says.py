"""`page-says/1`: what a page says of itself is so, on the pages where a constant would not do."""

from __future__ import annotations

from typing import Any

import pytest
from building import FINISHED, context, exchange, gist, judge, numbered, profile_of, requirement, subject
from described import contract_of, document
from rules.cases import counted

from harness.adjudicate import adjudicate
from harness.errors import ProfileError
from harness.evidence import Evidence, Exchange

RULE = "page-says/1"
WHOLE, YES = {"type": "integer"}, {"type": "boolean"}
PAGE = {
    "type": "object",
    "properties": {
        "contents": {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "string"}}}},
        **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), WHOLE),
        **dict.fromkeys(("first_page", "last_page", "empty"), YES),
    },
}
BY_PAGE = contract_of(
    document(
        {
            "/things": {
                "get": {
                    "parameters": [
                        {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                        {"name": "per_page", "in": "query", "schema": WHOLE},
                    ],
                    "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": PAGE}}}},
                }
            }
        }
    )
)


def page(query: str, names: str, **says: Any) -> Exchange:
    got = {"contents": [{"id": name} for name in names], "total_items": 5, **says}
    return exchange("GET", f"/things{query}", b"", 200, got)


def said(check: str, member: str, *exchanges: Exchange) -> str:
    evidence = Evidence(context=context(), observations=numbered(exchanges), footer=FINISHED)
    one = requirement(RULE, {"check": check, "member": member})
    return gist(adjudicate(profile_of(one), BY_PAGE, {}, evidence, subject()).findings[0])


NOTHING = "inconclusive: nothing-seen"
OTHERWISE = "violates: page-says-otherwise"


@pytest.mark.parametrize(
    "check, member, query, names, says, gives",
    [
        ("size", "/size", "?per_page=2", "ab", 2, "conforms"),
        ("size", "/size", "", "abc", 3, "conforms"),
        ("size", "/size", "?per_page=2&page=3", "e", 2, OTHERWISE),  # size-as-asked
        ("size", "/size", "?per_page=2", "ab", "2", OTHERWISE),
        ("size", "/size", "?per_page=2&page=9", "", 0, NOTHING),
        ("size", "/size", "?per_page=2&page=9", "", 2, OTHERWISE),
        ("number", "/page_number", "?page=2", "c", 2, "conforms"),
        ("number", "/page_number", "", "a", 1, "conforms"),
        ("number", "/page_number", "?page=2", "c", 1, OTHERWISE),  # always-page-one
        ("number", "/page_number", "?page=9&per_page=2", "de", 3, NOTHING),  # the last one in place of one beyond it
        ("number", "/page_number", "?page=9&per_page=2", "", 3, OTHERWISE),
        ("first", "/first_page", "", "a", True, "conforms"),
        ("first", "/first_page", "?page=1", "a", False, OTHERWISE),  # never-first
        ("first", "/first_page", "?page=2", "a", True, OTHERWISE),
        ("first", "/first_page", "?page=2", "a", False, NOTHING),
        ("last", "/last_page", "?per_page=2&page=3", "e", True, "conforms"),
        ("last", "/last_page", "?per_page=2&page=3", "e", False, OTHERWISE),  # never-last
        ("last", "/last_page", "?per_page=2", "ab", True, OTHERWISE),  # always-last
        ("last", "/last_page", "?per_page=2", "ab", False, NOTHING),
        ("last", "/last_page", "?per_page=2&page=9", "", True, NOTHING),
        ("last", "/last_page", "", "abcde", False, NOTHING),  # nobody said how many a page holds
        ("empty", "/empty", "?page=9", "", True, "conforms"),
        ("empty", "/empty", "?page=9", "", False, OTHERWISE),  # never-empty
        ("empty", "/empty", "", "a", True, OTHERWISE),
        ("empty", "/empty", "", "a", False, NOTHING),
        ("pages", "/total_pages", "?per_page=2", "ab", 3, "conforms"),
        ("pages", "/total_pages", "?per_page=2", "ab", 2, OTHERWISE),  # one-page-too-many
        ("pages", "/total_pages", "?per_page=2", "abcde", 1, NOTHING),  # the size was passed over: `full` says so
        ("pages", "/total_pages", "?per_page=100", "abcde", 2, NOTHING),  # a product may cut what is large
    ],
)
def test_what_a_page_says(check: str, member: str, query: str, names: str, says: Any, gives: str) -> None:
    assert said(check, member, page(query, names, **{member[1:]: says})) == gives


@pytest.mark.parametrize(
    "query, names, gives",
    [
        ("?per_page=2", "ab", "conforms"),
        ("?per_page=2", "abc", "violates: page-too-long"),  # size-ignored
        ("?per_page=2", "a", "violates: page-too-short"),
        ("?per_page=2&page=3", "e", NOTHING),
        ("?per_page=2&page=9", "", NOTHING),
        ("?per_page=100", "abc", NOTHING),
        ("", "abc", NOTHING),
    ],
)
def test_a_page_is_full(query: str, names: str, gives: str) -> None:
    assert said("full", "", page(query, names)) == gives


def test_what_is_not_there_is_for_another_rule() -> None:
    assert said("size", "/size", page("", "a")) == NOTHING
    assert said("pages", "/total_pages", page("?per_page=2", "ab", total_items="5", total_pages=9)) == NOTHING


def test_only_pages_that_came() -> None:
    assert said("size", "/size", exchange("GET", "/things", b"", 500, {"contents": [], "size": 3})) == NOTHING
    assert said("size", "/size", exchange("GET", "/things", b"", 200, b"<p>")) == NOTHING
    assert said("first", "/first_page", page("?page=x", "a", first_page=False)) == NOTHING


def test_a_list_that_goes_on_otherwise_has_a_size_and_no_number() -> None:
    assert gist(judge(RULE, {"check": "size", "member": "/here"}, counted("a", here=1))) == "conforms"
    for check in ("first", "last", "number"):
        assert gist(judge(RULE, {"check": check, "member": "/here"}, counted("a", here=True))) == NOTHING
    assert gist(judge(RULE, {"check": "full"}, counted("a", here=1))) == NOTHING


def test_only_the_lists_that_are_named() -> None:
    with_ = {"check": "size", "member": "/here", "operations": ["listWords"]}
    assert gist(judge(RULE, with_, counted("a", here=9))) == NOTHING


def test_parameters_that_say_nothing() -> None:
    with pytest.raises(ProfileError, match="no check"):
        judge(RULE, {"check": "length", "member": "/here"}, counted("a", here=1))
    with pytest.raises(ProfileError, match="no member"):
        judge(RULE, {"check": "size"}, counted("a", here=1))


@pytest.mark.parametrize(
    "check, member, says",
    [("last", "/last_page", {"last_page": True}), ("pages", "/total_pages", {"total_pages": 2})],
)
def test_a_page_that_holds_another_number_than_is_due_says_nothing_of_how_many_there_are(
    check: str, member: str, says: dict[str, Any]
) -> None:
    ended = page("?per_page=2&page=2", "d", **says)
    assert said(check, member, page("?per_page=2&page=1", "abc"), ended) == NOTHING
    assert said("full", "", page("?per_page=2&page=1", "abc"), ended) == "violates: page-too-long"


def test_who_asks_beyond_the_last_page_and_is_shown_the_first_is_told_that_it_is_the_first() -> None:
    assert said("first", "/first_page", page("?per_page=2&page=9", "ab", first_page=True)) == NOTHING
    assert said("first", "/first_page", page("?per_page=2&page=2", "cd", first_page=True)) == OTHERWISE
