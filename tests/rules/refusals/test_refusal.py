"""`refusal/1`: requests that are wrong in a named way are refused for that."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge
from rules.cases import CASES, created, new

from harness.errors import ProfileError
from harness.rules.refusals.refusal import LONG

RULE = "refusal/1"
WITH = CASES[RULE].with_


def tried(status: int, sent: Any = None, **rest: Any) -> Any:
    return exchange("POST", "/notes", new("") if sent is None else sent, status, {"status": status}, **rest)


@pytest.mark.parametrize("status", [400, 422])
def test_the_refusals(status: int) -> None:
    assert gist(judge(RULE, WITH, tried(status))) == "conforms"


@pytest.mark.parametrize("status", [401, 403, 404, 409, 410, 415, 423])
def test_a_refusal_for_another_reason_decides_nothing_and_is_said(status: int) -> None:
    finding = judge(RULE, WITH, tried(status), created())
    assert (gist(finding), finding.because.params["status"]) == ("inconclusive: hidden-by-status", status)
    assert gist(judge(RULE, WITH, tried(status), tried(422))) == "conforms"


@pytest.mark.parametrize("status", [414, 431])
def test_only_what_is_long_may_be_refused_for_its_length(status: int) -> None:
    long = exchange("POST", f"/notes?{'x' * LONG}", new(""), status, {"status": status})
    assert gist(judge(RULE, WITH, long)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, WITH, tried(status))) == "violates: not-a-refusal"


def test_a_request_to_come_again_later_hides_whether_it_would_be_refused() -> None:
    assert gist(judge(RULE, WITH, tried(422), tried(429))) == "inconclusive: busy"


def test_a_rule_that_would_refuse_everything_is_no_rule() -> None:
    with pytest.raises(ProfileError, match="`when` is empty"):
        judge(RULE, {"when": []}, tried(422))


@pytest.mark.parametrize(
    "status, code",
    [(200, "accepted-wrong-request"), (201, "accepted-wrong-request"), (302, "not-a-refusal"), (500, "not-a-refusal"),
     (418, "not-a-refusal")],
)  # fmt: skip
def test_no_refusal(status: int, code: str) -> None:
    assert gist(judge(RULE, WITH, tried(status))) == f"violates: {code}"


def test_what_is_wrong_in_other_ways_too_may_be_refused_for_those() -> None:
    worse = new("") | {"messageId": "no uuid"}
    assert gist(judge(RULE, WITH, tried(422, worse))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, WITH, tried(201, worse))) == "violates: accepted-wrong-request"


def test_a_right_request_is_not_looked_at() -> None:
    assert gist(judge(RULE, WITH, created(), tried(422, new()))) == "inconclusive: nothing-seen"


def test_a_meaning_that_the_contract_does_not_know() -> None:
    with_ = {"operations": ["createNote"], "when": [{"is": "differs", "pointer": "/agency", "fixture": "own_agency"}]}
    with_ |= {"statuses": [403]}
    assert gist(judge(RULE, with_, created(), tried(403, new(agency="GB-POL-ZZZ")))) == "conforms"
    assert gist(judge(RULE, with_, tried(201, new(agency="GB-POL-ZZZ")))) == "violates: accepted-wrong-request"
    assert gist(judge(RULE, with_, tried(403, new("", agency="GB-POL-ZZZ")))) == "inconclusive: nothing-seen"


def test_a_set_of_statuses_that_is_none() -> None:
    with pytest.raises(ProfileError, match="'bad' is no set of statuses"):
        judge(RULE, WITH | {"statuses": ["bad"]})
