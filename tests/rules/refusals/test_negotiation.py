"""`negotiation/1`: what is not on offer is refused."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import PROBLEM, created, new, read

from harness.errors import ProfileError

RULE = "negotiation/1"
TYPE = {"field": "content-type", "statuses": [415]}
PLAIN = {"Content-Type": "text/plain"}


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "image/png, */*;q=0.1"])
def test_what_leaves_something_on_offer_is_not_looked_at(accept: str) -> None:
    assert gist(judge(RULE, {"field": "accept"}, read(ask={"Accept": accept}))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "application/*;q=0, image/*"])
def test_what_leaves_nothing_on_offer(accept: str) -> None:
    assert gist(judge(RULE, {"field": "accept"}, read(ask={"Accept": accept}))) == "violates: not-negotiated"


def test_a_body_of_another_type() -> None:
    refused = exchange("POST", "/notes", new(), 415, {"status": 415}, ask=PLAIN)
    assert gist(judge(RULE, TYPE, refused)) == "conforms"
    assert gist(judge(RULE, TYPE, created(ask=PLAIN))) == "violates: not-negotiated"
    badly = exchange("POST", "/notes", new(), 400, {"status": 400}, ask=PLAIN)
    assert gist(judge(RULE, TYPE, badly)) == "violates: not-negotiated"
    assert gist(judge(RULE, TYPE, created())) == "inconclusive: nothing-seen"


def test_a_request_that_is_wrong_otherwise_may_be_refused_for_that() -> None:
    x = exchange("GET", "/words?limit=0", b"", 400, {"status": 400}, ask={"Accept": "image/png"})
    assert gist(judge(RULE, {"field": "accept"}, x)) == "inconclusive: hidden-by-status"


@pytest.mark.parametrize("status", [401, 403, 404, 409, 410, 423, 429])
def test_a_status_with_another_reason_hides_it(status: int) -> None:
    x = read(status=status, got=PROBLEM, ask={"Accept": "image/png"})
    assert gist(judge(RULE, {"field": "accept"}, x)) == "inconclusive: hidden-by-status"


def test_nothing_else_is_negotiated() -> None:
    with pytest.raises(ProfileError, match="'language' is not negotiated"):
        judge(RULE, {"field": "language"})
