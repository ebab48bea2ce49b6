"""`shows/1`: one reply that has the member is enough; where none has it nothing is asked of it."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge

from harness.evidence import Exchange
from harness.profile import RuleCall

WITH = {"operations": ["listMarks"], "pointers": ["/marks/*/at", "/at"]}


def marks(*values: Any, status: int = 200) -> Exchange:
    return exchange("GET", "/marks", b"", status, {"marks": list(values)})


@pytest.mark.parametrize(
    "exchanges, expected",
    [
        ((marks({"at": 1}),), "conforms"),
        ((marks({}), marks({}, {"at": None}), marks()), "conforms"),
        ((marks({}), exchange("GET", "/marks", b"", 200, {"at": 1})), "conforms"),
        ((marks({}), marks("at")), "violates: member-left-out"),
        ((marks({"at": 1}, status=404),), "inconclusive: nothing-seen"),
        ((exchange("GET", "/words", b"", 200, {"marks": [{"at": 1}]}),), "inconclusive: nothing-seen"),
        ((exchange("GET", "/marks", b"", 200, b"{"),), "inconclusive: nothing-seen"),
    ],
)
def test_whether_any_reply_has_it(exchanges: tuple[Exchange, ...], expected: str) -> None:
    assert gist(judge("shows/1", WITH, *exchanges)) == expected


def test_where_it_is_left_out_a_requirement_does_not_apply() -> None:
    applies = RuleCall(rule="shows/1", with_=WITH)
    assert gist(judge("status/1", {}, marks({}), applies=applies)) == "not_applicable: condition-false"
    assert gist(judge("status/1", {}, marks({"at": 1}), applies=applies)) == "conforms"
