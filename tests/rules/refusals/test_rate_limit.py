"""`rate-limit/1`: a 429 says when to come again."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import read

RULE = "rate-limit/1"


@pytest.mark.parametrize("said", ["0", "120", "Fri, 31 Dec 1999 23:59:59 GMT"])
def test_seconds_or_a_date(said: str) -> None:
    assert gist(judge(RULE, {}, read(status=429, got={}, say={"Retry-After": said}))) == "conforms"


@pytest.mark.parametrize("said", ["soon", "-1", "1.5", ""])
def test_what_says_nothing(said: str) -> None:
    assert gist(judge(RULE, {}, read(status=429, got={}, say={"Retry-After": said}))) == "violates: no-retry-after"


def test_nothing_said_at_all() -> None:
    assert gist(judge(RULE, {}, read(status=429, got={}))) == "violates: no-retry-after"
    assert gist(judge(RULE, {}, read())) == "inconclusive: nothing-seen"
