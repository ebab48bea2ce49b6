"""`methods/1`: methods that a path does not take are refused, and those that it takes are told."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import PROBLEM, read

from harness.evidence import Exchange

RULE = "methods/1"


def tried(method: str, path: str, status: int, allow: str | None = None) -> Exchange:
    return exchange(method, path, b"", status, {"status": status}, say={} if allow is None else {"Allow": allow})


@pytest.mark.parametrize(
    "allow, expected",
    [
        ("GET, PATCH", "conforms"),
        ("patch,get,HEAD,OPTIONS", "conforms"),
        ("GET", "violates: allow-incomplete"),
        ("", "violates: allow-incomplete"),
        (None, "violates: allow-incomplete"),
    ],
)
def test_allow_names_what_the_path_takes(allow: str | None, expected: str) -> None:
    assert gist(judge(RULE, {}, tried("PUT", "/notes/n1", 405, allow))) == expected


def test_allow_is_looked_at_only_where_asked_and_under_405() -> None:
    assert gist(judge(RULE, {"allow": False}, tried("PUT", "/notes/n1", 405))) == "conforms"
    forbidden = tried("PUT", "/notes/n1", 403)
    assert gist(judge(RULE, {"statuses": [405, 403]}, read(), forbidden)) == "conforms"
    assert gist(judge(RULE, {"statuses": [405, 403]}, forbidden)) == "inconclusive: no-good-credential"


@pytest.mark.parametrize("status", [200, 204, 302, 400, 500, 501])
def test_a_method_that_is_not_refused_as_such(status: int) -> None:
    assert gist(judge(RULE, {}, tried("DELETE", "/notes", status))) == "violates: method-not-refused"


@pytest.mark.parametrize("status", [200, 204, 400, 415, 422])
@pytest.mark.parametrize("first", [True, False])
def test_what_the_product_takes_and_only_the_description_leaves_out_is_not_held_against_it(
    status: int, first: bool
) -> None:
    extra, refused = tried("DELETE", "/notes", status), tried("PUT", "/notes", 405, "GET, POST, DELETE")
    finding = judge(RULE, {}, *((extra, refused) if first else (refused, extra)))
    assert (gist(finding), finding.passed, finding.failed, finding.unknown) == ("conforms", 1, 0, 1)
    finding = judge(RULE, {}, extra, tried("PUT", "/notes", 405, "GET, POST"))
    assert gist(finding) == "violates: method-not-refused"


def test_what_fails_is_no_method_that_is_taken() -> None:
    refused = tried("PUT", "/notes", 405, "GET, POST, DELETE")
    for status in (302, 500):
        assert gist(judge(RULE, {}, refused, tried("DELETE", "/notes", status))) == "violates: method-not-refused"


@pytest.mark.parametrize("status", [401, 403, 404, 429])
def test_a_status_with_another_reason_hides_it(status: int) -> None:
    assert gist(judge(RULE, {}, tried("PUT", "/notes/n1", status))) == "inconclusive: hidden-by-status"


@pytest.mark.parametrize("status, got", [(200, {}), (400, PROBLEM)])
def test_a_path_without_identifiers_is_there_where_it_served_anything(status: int, got: object) -> None:
    served, wrong = exchange("GET", "/words", b"", status, got), tried("PUT", "/words", 404)
    assert gist(judge(RULE, {}, served, wrong)) == "violates: method-not-refused"
    assert gist(judge(RULE, {}, wrong, served)) == "violates: method-not-refused"


@pytest.mark.parametrize("status", [401, 404, 405, 429, 500])
def test_an_address_where_nothing_is_served_is_not_the_product_s_fault(status: int) -> None:
    read, elsewhere = exchange("GET", "/words", b"", status, {}), exchange("POST", "/notes", b"{}", 400, PROBLEM)
    finding = judge(RULE, {}, read, tried("PUT", "/words", 404), elsewhere)
    assert gist(finding) == "inconclusive: path-unserved"
    assert finding.because.params == {"path": "/words", "status": 404, "cases": 1}


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE"])
def test_methods_that_servers_answer_by_themselves(method: str) -> None:
    assert gist(judge(RULE, {}, tried(method, "/notes/n1", 200))) == "inconclusive: nothing-seen"


def test_only_the_paths_and_methods_in_question() -> None:
    x = tried("DELETE", "/notes/n1", 204)
    assert gist(judge(RULE, {"operations": ["listWords"]}, x)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {"operations": ["getNote"]}, x)) == "violates: method-not-refused"
    assert gist(judge(RULE, {"methods": ["PUT"]}, x)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, tried("DELETE", "/nowhere", 204))) == "inconclusive: nothing-seen"


def test_a_path_with_an_identifier_may_answer_where_one_without_is_matched_first() -> None:
    # POST /notes/import is described; GET /notes/import reads the note of that name.
    assert gist(judge(RULE, {}, tried("GET", "/notes/import", 404))) == "inconclusive: nothing-seen"


def test_what_is_said_everywhere_is_one_cause() -> None:
    other = exchange("PUT", "/words", b"", 400, {"status": 400}, ordinal=1)
    finding = judge(RULE, {}, tried("DELETE", "/notes", 400), other)
    assert {v.cause for v in finding.violations} == {"method-not-refused/400"}
    assert len({v.operation for v in finding.violations}) == 2


@pytest.mark.parametrize("status", [200, 400, 405])
def test_an_encoded_slash_may_make_it_another_path(status: int) -> None:
    assert gist(judge(RULE, {}, tried("DELETE", "/notes/..%2Fn1", status))) == "inconclusive: hidden-by-status"


@pytest.mark.parametrize("first", [True, False])
def test_an_allow_that_contradicts_itself_excuses_nothing(first: bool) -> None:
    extra, lies = tried("DELETE", "/notes", 204), tried("PUT", "/notes", 405, "GET, POST, PUT, DELETE")
    finding = judge(RULE, {}, *((extra, lies) if first else (lies, extra)))
    assert gist(finding) == "violates: method-not-refused"


@pytest.mark.parametrize("order", ["xxr", "rxx", "xrx"])
def test_how_often_a_method_was_taken_is_told_whenever_it_is_known(order: str) -> None:
    extra, refused = tried("DELETE", "/notes", 204), tried("PUT", "/notes", 405, "GET, POST")
    finding = judge(RULE, {}, *(extra if one == "x" else refused for one in order))
    (violation,) = finding.violations
    assert (violation.repeated.shown, violation.repeated.asked) == (2, 2)
