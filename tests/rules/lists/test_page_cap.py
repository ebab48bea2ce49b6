"""`page-cap/1`: a page is no longer than it may be, however much is asked for."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import word_page

from harness.evidence import Exchange

RULE = "page-cap/1"


def page(limit: str, status: int = 200, count: int = 4) -> Exchange:
    got = {"items": [{"word": str(n)} for n in range(count)]}
    return exchange("GET", f"/words?limit={limit}", b"", status, got)


def test_a_page_that_is_cut_and_one_that_is_not() -> None:
    assert gist(judge(RULE, {}, word_page(4))) == "conforms"
    finding = judge(RULE, {}, word_page(9))
    assert gist(finding) == "violates: page-too-long"
    assert finding.because.params == {"limit": 4, "got": 9}


@pytest.mark.parametrize("status, said", [(400, "conforms"), (422, "conforms"), (404, "inconclusive: nothing-seen")])
def test_a_refusal_is_as_good(status: int, said: str) -> None:
    assert gist(judge(RULE, {}, page("5", status))) == said


def test_who_asks_to_be_called_later_refuses_nothing() -> None:
    later = exchange("GET", "/words?limit=5", b"", 503, b"", say={"Retry-After": "5"})
    assert gist(judge(RULE, {}, later)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, page("5", 503))) == "violates: not-a-refusal"


def test_a_page_that_nothing_had_to_cut_shows_nothing() -> None:
    assert gist(judge(RULE, {}, word_page(3))) == "inconclusive: page-not-full"


@pytest.mark.parametrize("limit", ["4", "1", "x", "", "-5", "9" * 30])
def test_only_where_too_much_is_asked_for(limit: str) -> None:
    assert gist(judge(RULE, {}, page(limit, count=9))) == "inconclusive: nothing-seen"


def test_a_failure_is_no_refusal() -> None:
    assert gist(judge(RULE, {}, page("5", 500))) == "violates: not-a-refusal"
