"""`status/1`: statuses are those of the description."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import changed, closed, read

RULE = "status/1"


def test_a_class_of_statuses_documents_each_of_them() -> None:
    assert gist(judge(RULE, {}, read(status=418, got={}))) == "conforms"


@pytest.mark.parametrize("status", [202, 301, 400, 422])
def test_what_is_not_documented(status: int) -> None:
    finding = judge(RULE, {}, changed('"1"', status))
    assert gist(finding) == "violates: undocumented-status"
    assert finding.violations[0].cause == f"status/{status}"


@pytest.mark.parametrize("status", [408, 414, 431])
def test_what_a_web_server_says_by_itself(status: int) -> None:
    assert gist(judge(RULE, {}, closed(status))) == "inconclusive: hidden-by-status"


def test_304_is_an_answer_of_http_to_who_asks_for_what_has_changed() -> None:
    unchanged = read(status=304, got=b"", ask={"If-None-Match": '"1"'})
    assert gist(judge(RULE, {}, unchanged)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, changed('"1"', 304))) == "violates: undocumented-status"


def test_server_errors_and_unknown_operations_are_for_others_to_judge() -> None:
    for x in (closed(500), exchange("GET", "/nowhere", b"", 204), exchange("HEAD", "/notes/n1", b"", 204)):
        assert gist(judge(RULE, {}, x)) == "inconclusive: nothing-seen"


def test_an_encoded_slash_may_make_it_another_path() -> None:
    assert (
        gist(judge(RULE, {}, exchange("POST", "/notes/..%2Fn1/closure", b"", 405))) == "inconclusive: hidden-by-status"
    )
    assert (
        gist(judge(RULE, {}, exchange("POST", "/notes/..%2Fn1/closure", b"", 418))) == "violates: undocumented-status"
    )
