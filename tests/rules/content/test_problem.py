"""`problem/1`: refusals come as problem details, which agree with the status."""

from __future__ import annotations

from typing import Any

import pytest
from building import TARGET, exchange, gist, judge, overwritten
from described import one_operation
from rules.cases import PROBLEM, read

from harness.errors import ProfileError
from harness.reading import Reading
from harness.rules.content.problem import chosen

RULE = "problem/1"
MEMBER = {"check": "status-member"}


def refusal(got: Any = None, **rest: Any) -> Any:
    return read(status=404, got=PROBLEM if got is None else got, **rest)


def test_the_media_type() -> None:
    assert gist(judge(RULE, {}, refusal(say={"Content-Type": "application/problem+json; charset=utf-8"}))) == "conforms"
    finding = judge(RULE, {}, refusal(say={"Content-Type": "text/plain"}))
    assert gist(finding) == "violates: not-a-problem"
    assert finding.violations[0].cause == "problem/text/plain"


def test_what_has_no_content_is_not_told_wrongly() -> None:
    assert gist(judge(RULE, {}, refusal(b""))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, exchange("HEAD", "/notes/n1", b"", 404))) == "inconclusive: nothing-seen"


def test_methods_and_paths_without_an_operation_are_refused_in_the_same_form() -> None:
    x = exchange("DELETE", "/notes", b"", 405, {"status": 405}, say={"Content-Type": "application/json"})
    assert gist(judge(RULE, {}, x)) == "violates: not-a-problem"


def test_only_the_statuses_in_question() -> None:
    broken = read(status=500, got={"status": 500}, say={"Content-Type": "text/plain"})
    assert gist(judge(RULE, {}, broken)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {"statuses": ["4xx", "5xx"]}, broken)) == "violates: not-a-problem"
    assert gist(judge(RULE, {}, read())) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("status", [400, "404", True, [404], 404.5])
def test_the_member_differs(status: Any) -> None:
    assert gist(judge(RULE, MEMBER, refusal({"status": status}))) == "violates: problem-status"


def test_the_member_agrees_or_is_not_there() -> None:
    assert gist(judge(RULE, MEMBER, refusal())) == "conforms"
    assert gist(judge(RULE, MEMBER, refusal({"status": 404.0}))) == "conforms"
    for got in ({"detail": "?"}, {"status": None}, b"[]", b"{"):
        assert gist(judge(RULE, MEMBER, refusal(got))) == "inconclusive: nothing-seen"
    other = refusal({"status": 400}, say={"Content-Type": "application/json"})
    assert gist(judge(RULE, MEMBER, other)) == "inconclusive: nothing-seen"


def test_a_member_that_was_overwritten_is_unknown() -> None:
    assert gist(judge(RULE, MEMBER, overwritten(refusal({"status": 400}), "/status"))) == "inconclusive: redacted"


def test_no_other_check() -> None:
    with pytest.raises(ProfileError, match="no check 'title'"):
        judge(RULE, {"check": "title"})


@pytest.mark.parametrize("status", [408, 414, 431])
def test_what_a_web_server_says_by_itself_may_be_a_page(status: int) -> None:
    page = read(status=status, got=b"<h1>Too long</h1>", say={"Content-Type": "text/html"})
    assert gist(judge(RULE, {"check": "json"}, page)) == "inconclusive: hidden-by-status"


@pytest.mark.parametrize(
    "types, expected",
    [(("application/json", "text/html"), True), (("text/html",), False), (("application/json",), False), ((), False)],
)
def test_a_page_is_no_fault_where_the_description_offers_both(types: tuple[str, ...], expected: bool) -> None:
    said = {"404": {"description": "No.", "content": {name: {} for name in types}}}
    page = exchange("GET", "/things", b"", 404, b"<h1>No</h1>", say={"Content-Type": "text/html"})
    assert chosen(Reading(page, one_operation({"responses": said}, method="get"), TARGET)) is expected


@pytest.mark.parametrize("form, expected", [("html", True), ("json", False)])
def test_a_page_that_was_asked_for_by_the_query_is_no_fault(form: str, expected: bool) -> None:
    offered = {"name": "f", "in": "query", "schema": {"enum": ["json", "html"]}}
    contract = one_operation({"parameters": [offered], "responses": {"404": {"description": "No."}}}, method="get")
    page = exchange("GET", f"/things?f={form}", b"", 404, b"<h1>No</h1>", say={"Content-Type": "text/html"})
    assert chosen(Reading(page, contract, TARGET)) is expected
