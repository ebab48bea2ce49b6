"""`deleted/1`: what was removed is gone."""

from __future__ import annotations

import pytest
from building import gist, judge
from rules.cases import PROBLEM, listed, place, placed, removed, replaced, seen

from harness.errors import ProfileError

RULE = "deleted/1"
GONE = seen(status=404, got=PROBLEM)


def test_it_is_not_read() -> None:
    assert gist(judge(RULE, {}, removed(), GONE)) == "conforms"
    assert gist(judge(RULE, {}, removed(), seen(status=410, got=PROBLEM))) == "conforms"
    assert gist(judge(RULE, {}, removed(), seen())) == "violates: used-after-removal"
    assert gist(judge(RULE, {}, removed(), seen(status=403, got=PROBLEM))) == "conforms", "it was let in before"
    assert gist(judge(RULE, {}, removed(), seen(status=409, got=PROBLEM))) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, seen(status=403, got=PROBLEM))) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, removed(), seen("p2"))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("said", [{"deleted": True}, {"deletedAt": "2026-03-01T10:00:00Z"}, {"status": "Archived"}])
def test_a_trace_that_says_that_it_is_gone_decides_nothing(said: dict[str, object]) -> None:
    assert gist(judge(RULE, {}, removed(), seen(got=place(**said)))) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, {}, removed(), seen(got=place(deleted=False, status="open")))) == (
        "violates: used-after-removal"
    )


def test_only_what_was_removed_at_once() -> None:
    for status in (202, 404, 500):
        assert gist(judge(RULE, {}, removed(status=status), seen())) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, {}, removed(), placed(), seen())) == "inconclusive: nothing-seen"


def test_it_is_not_changed() -> None:
    change = {"check": "change"}
    assert gist(judge(RULE, change, removed(), replaced(status=404))) == "conforms"
    assert gist(judge(RULE, change, removed(), replaced())) == "violates: used-after-removal"
    assert gist(judge(RULE, change, removed(), replaced(status=201, got=place()))) == "inconclusive: hidden-by-status"
    assert gist(judge(RULE, change, removed(), seen())) == "inconclusive: nothing-seen"


def test_it_is_not_listed() -> None:
    check = {"check": "list"}
    assert gist(judge(RULE, check, removed(), listed("p2", total=1))) == "conforms"
    # A page that is not the whole list may just not have come to it.
    assert gist(judge(RULE, check, removed(), listed("p2", total=9))) == "inconclusive: nothing-seen"
    whole = (listed("p2", query="?limit=1", total=2), listed("p3", query="?limit=1&offset=1", total=2))
    assert gist(judge(RULE, check, removed(), *whole)) == "conforms"
    assert gist(judge(RULE, check, whole[0], removed(), whole[1])) == "inconclusive: nothing-seen"
    assert gist(judge(RULE, check, removed(), listed("p2", "p1"))) == "violates: listed-after-removal"
    assert gist(judge(RULE, check, listed("p1"), removed(), listed())) == "inconclusive: nothing-seen"


def test_a_check_that_nobody_knows() -> None:
    with pytest.raises(ProfileError, match="no check 'smell'"):
        judge(RULE, {"check": "smell"})
