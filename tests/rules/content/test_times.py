"""`times/1`: a time in a reply is written as RFC 3339 has it, with its offset."""

from __future__ import annotations

import pytest
from building import exchange, gist, judge
from rules.cases import listed, place, seen

RULE = "times/1"


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00.123+01:00", "2026-03-01t10:00:00z", "2026-03-01 10:00:00-00:00"],
)
def test_right_times(text: str) -> None:
    assert gist(judge(RULE, {}, seen(got=place(madeAt=text)))) == "conforms"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T10:00:00",
        "2026-03-01 10:00",
        "2026-03-01T10:00Z",
        "2026-03-01T10:00:00+0100",
        "2026-03-01T10:00:00+01",
        "20260301T100000Z",
        "2026-13-01T10:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T10:00:00,5Z",
    ],
)
def test_times_that_are_written_otherwise(text: str) -> None:
    assert gist(judge(RULE, {}, listed(place(madeAt=text)))) == "violates: time"


@pytest.mark.parametrize("text", ["2026-03-01", "10:00", "on 2026-03-01T10:00:00 it rained", "REC-2026-03-01T10"])
def test_what_is_no_time_of_day_shows_nothing(text: str) -> None:
    assert gist(judge(RULE, {}, seen(got=place(madeAt=text)))) == "inconclusive: nothing-seen"


def test_one_cause_for_all_elements() -> None:
    wrong = place(madeAt="2026-03-01T10:00:00")
    finding = judge(RULE, {}, listed(wrong, wrong), seen(got=wrong))
    assert {v.cause for v in finding.violations} == {"time/madeAt"}
    assert gist(judge(RULE, {}, exchange("GET", "/places/p1", b"", 404, wrong))) == "inconclusive: nothing-seen"
