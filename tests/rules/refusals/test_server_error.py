"""`no-server-error/1`: whatever is sent, the product does not fail."""

from __future__ import annotations

import pytest
from building import call_of_the_product, exchange, gist, judge, with_reply
from rules.cases import PROBLEM, read

from harness.evidence import Partial, Silence

RULE = "no-server-error/1"


@pytest.mark.parametrize("status", [500, 501, 502, 503, 504, 599])
def test_failures(status: int) -> None:
    finding = judge(RULE, {}, read(status=status, got={}))
    assert gist(finding) == "violates: server-error"
    assert finding.violations[0].cause == "server-error/getNote"


def test_paths_that_nobody_describes_count_too() -> None:
    assert gist(judge(RULE, {}, exchange("GET", "/nowhere", b"", 500))) == "violates: server-error"
    assert gist(judge(RULE, {"operations": ["getNote"]}, exchange("GET", "/words", b"", 500))) == (
        "inconclusive: nothing-seen"
    )


def test_a_method_that_is_not_known_at_all() -> None:
    assert gist(judge(RULE, {}, exchange("BREW", "/notes", b"", 501))) == "conforms"


def test_whoever_limits_has_not_looked_at_what_was_sent() -> None:
    limited = read(status=429, got=PROBLEM, say={"Retry-After": "3"})
    assert gist(judge(RULE, {}, limited)) == "inconclusive: nothing-seen"
    assert gist(judge("withstands/1", {}, limited)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, limited, read())) == "conforms"


def test_busy_is_not_broken_and_not_whole_either() -> None:
    busy = read(status=503, got={}, say={"Retry-After": "3"})
    assert gist(judge(RULE, {}, busy, read())) == "inconclusive: busy"


def test_who_shows_no_certificate_may_be_met_by_silence() -> None:
    hung_up = with_reply(read(credential="without-certificate"), Silence(why="closed"))
    assert gist(judge(RULE, {}, hung_up)) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, hung_up, read())) == "conforms"
    failed = read(credential="without-certificate", status=500, got={})
    assert gist(judge(RULE, {}, failed)) == "violates: server-error"


def test_one_request_that_was_never_answered_keeps_it_open() -> None:
    hung = with_reply(read(), Silence(why="timeout"))
    cut = with_reply(read(), Partial(why="reset", status=500))
    for x in (hung, cut):
        assert gist(judge(RULE, {}, *(read(status=404, got=PROBLEM) for _ in range(9)), x)) == "inconclusive: no-answer"


def test_calls_of_the_product_are_answered_by_us() -> None:
    assert gist(judge(RULE, {}, call_of_the_product({}, ordinal=0))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("status", [401, 404, 405])
def test_what_was_not_looked_at_does_not_show_that_its_particulars_are_borne(status: int) -> None:
    plain, odd = {"text": "a"}, {"text": "a", "unheard": 1}
    when = {"when": [{"is": "undescribed"}]}
    refused = exchange("POST", "/notes", odd, status, PROBLEM)
    assert gist(judge(RULE, when, refused)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, when, refused, exchange("POST", "/notes", odd, 400, PROBLEM))) == "conforms"
    assert gist(judge(RULE, when, exchange("POST", "/notes", plain, 400, PROBLEM))) == "inconclusive: nothing-seen"
