"""`acceptance/1`: what the judge finds nothing wrong with must be taken."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge
from rules.cases import created, new, read

RULE = "acceptance/1"


def refused(status: int, sent: Any = None, **rest: Any) -> Any:
    return exchange("POST", "/notes", new() if sent is None else sent, status, {"status": status}, **rest)


@pytest.mark.parametrize("status", [400, 401, 403, 405, 413, 415, 422, 302])
def test_a_right_request_that_is_refused(status: int) -> None:
    assert gist(judge(RULE, {}, read(), refused(status))) == "violates: refused-right-request"


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_everybody_blames_nobody(status: int) -> None:
    assert gist(judge(RULE, {}, refused(status))) == "inconclusive: nobody-let-in"


@pytest.mark.parametrize("status", [404, 409, 412, 428])
def test_a_refusal_that_the_state_over_there_may_justify_decides_nothing_and_is_said(status: int) -> None:
    finding = judge(RULE, {}, refused(status))
    assert (gist(finding), finding.because.params["status"]) == ("inconclusive: hidden-by-status", status)
    assert gist(judge(RULE, {}, refused(status), created())) == "conforms"


def test_a_request_to_come_again_later_hides_whether_it_would_be_accepted() -> None:
    assert gist(judge(RULE, {}, refused(429))) == "inconclusive: busy"


@pytest.mark.parametrize(
    "sent, rest",
    [
        (new(""), {}),
        ({"text": "no message"}, {}),
        (b'{"text":', {}),
        (new(), {"ask": {"Content-Type": "text/plain"}}),
        (new(), {"ask": {"Accept": "image/png"}}),
        (new(), {"identity": "other-agency"}),
        (new(), {"credential": "tampered"}),
        (new(), {"credential": "absent"}),
    ],
)
def test_a_refusal_that_the_request_may_justify_is_not_looked_at(sent: Any, rest: dict[str, Any]) -> None:
    assert gist(judge(RULE, {}, refused(401, sent, **rest))) == "inconclusive: nothing-seen"


def test_a_token_that_ran_out_and_was_renewed_at_once_says_nothing() -> None:
    first = refused(401)
    again = created(attempt=2, caused_by=first.id)
    assert gist(judge(RULE, {}, first, again)) == "conforms"
    other = created(attempt=2, caused_by=first.id, sent=new("Another."))
    assert gist(judge(RULE, {}, first, other)) == "violates: refused-right-request"


def test_conditions_name_what_the_contract_cannot_say() -> None:
    with_ = {"when": [{"is": "equals", "pointer": "/agency", "fixture": "own_agency"}]}
    assert gist(judge(RULE, with_, refused(422))) == "violates: refused-right-request"
    assert gist(judge(RULE, with_, refused(422, new(agency="GB-POL-ZZZ")))) == "inconclusive: nothing-seen"


def test_a_redirect_or_an_undocumented_success_is_no_acceptance() -> None:
    assert gist(judge(RULE, {"statuses": [201]}, created(status=200))) == "violates: refused-right-request"


def test_304_and_a_part_are_no_refusals_where_they_were_asked_for() -> None:
    unchanged = read(status=304, got=b"", ask={"If-None-Match": '"1"'})
    part = read(status=206, ask={"Range": "bytes=0-1"})
    for x in (unchanged, part):
        assert gist(judge("acceptance/1", {}, x)) == "inconclusive: hidden-by-status"
