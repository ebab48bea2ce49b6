"""`declares/1`: a value is in a list, or is not, or cannot be told."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge

RULE = "declares/1"
WITH = {"operation": "listMarks", "pointer": "/marks", "value": "?"}


@pytest.mark.parametrize(
    "got, expected",
    [
        ({"marks": ["!", "?"]}, "conforms"),
        ({"marks": []}, "violates: not-declared"),
        ({"marks": "?"}, "inconclusive: not-declared"),
        ({}, "inconclusive: not-declared"),
        (b"{", "inconclusive: not-declared"),
    ],
)
def test_what_is_listed(got: Any, expected: str) -> None:
    assert gist(judge(RULE, WITH, exchange("GET", "/marks", b"", 200, got))) == expected


def test_only_a_whole_reply_to_that_operation() -> None:
    for x in (exchange("GET", "/marks", b"", 404, {}), exchange("GET", "/words", b"", 200, {"marks": ["?"]})):
        assert gist(judge(RULE, WITH, x)) == "inconclusive: nothing-seen"
