"""A clock that is ahead shows in what is dated by it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from fault_turns import NOW, REPLY, fault, turn


def test_the_answer_is_dated_ahead() -> None:
    skewed = fault("clock-skew", seconds=3600)
    assert skewed.shift == 3600
    date = parsedate_to_datetime(skewed.spoilt(REPLY, turn()).header("Date") or "")
    assert date.timestamp() == NOW + 3600
