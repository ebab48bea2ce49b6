"""`idempotency/1`: repeats are told from other messages by identifier, place and party."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge, judge_all, overwritten, requirement
from rules.cases import CASES, OTHER_MESSAGE, PROBLEM, created, new, note

from harness.errors import ProfileError

RULE = "idempotency/1"
WITH = CASES[RULE].with_
REUSE = WITH | {"check": "reuse"}
SECOND = note() | {"noteId": "n2"}


def test_a_repeat_that_is_refused() -> None:
    again = exchange("POST", "/notes", new(), 409, {"status": 409})
    assert gist(judge(RULE, WITH, created(), again)) == "violates: repeat-refused"


@pytest.mark.parametrize("status", [401, 403])
def test_a_repeat_that_is_turned_away_of_whom_the_first_was_taken(status: int) -> None:
    again = exchange("POST", "/notes", new(), status, {"status": status})
    assert gist(judge(RULE, WITH, created(), again)) == "violates: repeat-refused"
    bad = exchange("POST", "/notes", new(), status, {"status": status}, credential="tampered")
    assert gist(judge(RULE, WITH, created(), bad)) == "inconclusive: hidden-by-status"


@pytest.mark.parametrize("status", [429])
def test_a_repeat_that_another_reason_hides(status: int) -> None:
    again = exchange("POST", "/notes", new(), status, {"status": status})
    assert gist(judge(RULE, WITH, created(), again)) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, WITH, created(), again, created())) == "conforms"


def test_other_messages_have_answers_of_their_own() -> None:
    other = created(sent=new(message=OTHER_MESSAGE), got=SECOND)
    stranger = created(identity="other-agency", got=SECOND)
    reworded = created(sent=new("Other words."), got=SECOND)
    assert gist(judge(RULE, WITH, created(), other, stranger, reworded)) == "inconclusive: nothing-seen"


def test_the_first_answer_that_counts_is_the_first_success() -> None:
    failed = exchange("POST", "/notes", new(), 503, {"status": 503})
    assert gist(judge(RULE, WITH, failed, created(), created())) == "conforms"


def test_there_must_be_something_to_compare() -> None:
    bare = created(got={"text": "?"})
    assert gist(judge(RULE, WITH, bare, bare)) == "inconclusive: nothing-to-compare"
    with pytest.raises(ProfileError, match="names nothing"):
        judge(RULE, WITH | {"same": []}, created())


def test_what_is_gone_the_second_time_differs() -> None:
    assert gist(judge(RULE, WITH, created(), created(got={"text": "?"}))) == "violates: second-effect"
    assert gist(judge(RULE, WITH, created(), created(got=b"{"))) == "violates: second-effect"


def test_what_was_overwritten_is_not_compared() -> None:
    assert gist(judge(RULE, WITH, created(), overwritten(created(), "/noteId"))) == "inconclusive: redacted"


def test_other_content_under_the_same_identifier() -> None:
    first, other = created(), new("Other words.")
    refused = exchange("POST", "/notes", other, 409, {"status": 409})
    assert gist(judge(RULE, REUSE, first, refused)) == "conforms"
    assert gist(judge(RULE, REUSE, first, created(sent=other))) == "violates: reuse-accepted"
    assert gist(judge(RULE, REUSE, first, created())) == "inconclusive: nothing-seen"
    hidden = exchange("POST", "/notes", other, 404, PROBLEM)
    assert gist(judge(RULE, REUSE, first, hidden)) == "inconclusive: hidden-by-status"


def test_no_other_check() -> None:
    with pytest.raises(ProfileError, match="no check 'other'"):
        judge_all([requirement(RULE, WITH | {"check": "other"})], ())
