"""`authentication/1`: bad credentials are refused with 401, and told how to do better."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import read

RULE = "authentication/1"


def tried(credential: str, status: int, **rest: object) -> object:
    return read(credential=credential, status=status, got={"status": status}, **rest)


@pytest.mark.parametrize("credential", ["absent", "malformed", "tampered", "alg-none", "expired"])
def test_each_bad_credential_is_refused_or_not(credential: str) -> None:
    with_ = {"credentials": [credential]}
    assert gist(judge(RULE, with_, read(), tried(credential, 401))) == "conforms"
    assert gist(judge(RULE, with_, tried(credential, 401))) == "inconclusive: no-good-credential"
    assert gist(judge(RULE, with_, tried(credential, 200))) == "violates: credential-accepted"
    assert gist(judge(RULE, with_, tried(credential, 404))) == "violates: not-a-refusal"
    assert gist(judge(RULE, with_, tried("genuine", 401))) == "inconclusive: nothing-seen"


def test_one_cause_for_all_operations() -> None:
    finding = judge(RULE, {"credentials": ["absent"]}, tried("absent", 200))
    assert finding.violations[0].cause == "authentication/absent"


def test_an_identity_without_the_right_is_named_like_a_credential() -> None:
    with_ = {"credentials": ["read-only"], "statuses": [403]}
    assert gist(judge(RULE, with_, read(), tried("genuine", 403, identity="read-only"))) == "conforms"
    assert gist(judge(RULE, with_, tried("genuine", 200, identity="read-only"))) == "violates: credential-accepted"


def test_a_wrong_request_may_be_refused_before_its_credential_is_looked_at() -> None:
    wrong = exchange("POST", "/notes", {"text": ""}, 422, {"status": 422}, credential="tampered")
    assert gist(judge(RULE, {"credentials": ["tampered"]}, wrong)) == "inconclusive: hidden-by-status"


def test_too_many_requests_is_no_answer_to_a_credential() -> None:
    assert gist(judge(RULE, {"credentials": ["absent"]}, tried("absent", 429))) == "inconclusive: hidden-by-status"


def test_an_operation_that_serves_anybody_shows_nothing() -> None:
    stray = exchange("GET", "/nowhere", b"", 200, b"", credential="absent")
    assert gist(judge(RULE, {"credentials": ["absent"]}, stray)) == "inconclusive: nothing-seen"


def test_each_401_brings_a_challenge() -> None:
    with_ = {"credentials": ["absent"], "check": "challenge"}
    assert gist(judge(RULE, with_, read(), tried("absent", 401, say={"WWW-Authenticate": "Bearer"}))) == "conforms"
    assert gist(judge(RULE, with_, tried("absent", 401))) == "violates: no-challenge"
    assert gist(judge(RULE, with_, tried("absent", 403))) == "inconclusive: nothing-seen"
