"""`latency/1`: only the product's own share of the time counts."""

from __future__ import annotations

from collections import Counter

import pytest
from building import gist, judge, with_reply
from hypothesis import given
from hypothesis import strategies as st
from rules.cases import PROBLEM, read

from harness.errors import ProfileError
from harness.evidence import Environment, Silence
from harness.rules.wire.latency import percentile

RULE = "latency/1"
WITH = {"limit_ms": 100, "samples": 3, "percentile": 50}
FAST, SLOW = 40_000, 400_000


def test_each_measurement_is_a_case() -> None:
    finding = judge(RULE, WITH, *(read(took=FAST) for _ in range(5)), effort=5)
    assert (gist(finding), finding.passed) == ("conforms", 5)


def test_the_percentile_decides() -> None:
    assert gist(judge(RULE, WITH, read(took=SLOW), read(took=FAST), read(took=FAST))) == "conforms"
    finding = judge(RULE, WITH, read(took=SLOW), read(took=SLOW + 5_000), read(took=FAST))
    assert gist(finding) == "violates: too-slow"
    assert finding.violations[0].because.params == {"percentile": 50, "ms": 400, "limit_ms": 100, "samples": 3}
    assert finding.violations[0].minimal.ordinal == 1  # the slowest
    assert finding.violations[0].operation == "getNote"


def test_the_network_s_share_is_not_counted() -> None:
    slow = [read(took=SLOW) for _ in range(3)]
    assert gist(judge(RULE, WITH, *slow, environment=Environment(round_trip=350_000))) == "conforms"


def test_what_our_own_machine_spoilt_is_not_counted() -> None:
    finding = judge(RULE, WITH, read(took=FAST), read(took=FAST), *(read(took=SLOW, lag=50_000) for _ in range(9)))
    assert gist(finding) == "inconclusive: too-few-measurements"
    assert finding.because.params == {"usable": 2, "needed": 3, "ours": 9, "cases": 1}


def test_an_answer_that_never_came_is_slower_than_any_and_proves_nothing() -> None:
    late = with_reply(read(), Silence(why="timeout"))
    fast = [read(took=FAST) for _ in range(3)]
    assert gist(judge(RULE, WITH, *fast, late)) == "conforms"
    assert gist(judge(RULE, WITH, *fast, late, late, late, late)) == "inconclusive: no-answer"


def test_only_successes_of_the_operations_are_timed() -> None:
    others = [read(status=404, got=PROBLEM, took=SLOW) for _ in range(3)]
    assert gist(judge(RULE, WITH, *others)) == "inconclusive: nothing-seen"
    with_ = WITH | {"operations": ["listWords"]}
    assert gist(judge(RULE, with_, *(read(took=SLOW) for _ in range(3)))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("wrong", [{"percentile": 0}, {"percentile": 101}, {"samples": 0}])
def test_what_cannot_be_measured_is_the_profile_s_mistake(wrong: dict[str, int]) -> None:
    with pytest.raises(ProfileError, match="percentile is 1 to 100"):
        judge(RULE, WITH | wrong)


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_the_percentile_is_the_nearest_rank(values: list[int], percent: int) -> None:
    found = percentile(Counter(values), percent)
    within = sum(value <= found for value in values)
    below = sum(value < found for value in values)
    assert within * 100 >= percent * len(values) > below * 100


def test_a_login_page_is_no_answer_in_time() -> None:
    page = read(took=FAST, say={"Content-Type": "text/html"}, got=b"<html>Sign in</html>")
    assert gist(judge(RULE, WITH, page, page, page)) == "inconclusive: nothing-seen"
