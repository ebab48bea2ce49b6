"""A call that is as it should be is turned away, and nothing is done with it."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest
from fault_turns import NOW, fault, turn

CASES = [
    ("too-many-requests", 429, True),
    ("unavailable", 503, True),
    ("server-error", 500, False),
    ("conflict", 409, False),
    ("refused", 422, False),
    ("gone", 410, False),
]


@pytest.mark.parametrize("kind, status, wait", CASES)
def test_the_status_says_why(kind: str, status: int, wait: bool) -> None:
    reply = fault(kind).instead(turn())
    assert reply is not None
    assert (reply.status, reply.header("Retry-After") is not None) == (status, wait)
    assert reply.header("Content-Type") == "application/problem+json"


def test_how_long_to_wait_is_said_in_seconds_or_as_a_date() -> None:
    seconds = fault("too-many-requests", seconds=3).instead(turn())
    date = fault("unavailable", seconds=3, form="date").instead(turn())
    none = fault("unavailable", seconds=0).instead(turn())
    assert seconds is not None
    assert date is not None
    assert none is not None
    assert seconds.header("Retry-After") == "3"
    at = parsedate_to_datetime(date.header("Retry-After") or "").timestamp()
    assert NOW + 3 <= at <= NOW + 5
    assert none.header("Retry-After") is None


@pytest.mark.parametrize("pause, seconds", [(0.0, 1), (0.1, 1), (2.0, 7), (1e9, 121)])
def test_a_wait_may_be_longer_than_the_caller_s_own(pause: float, seconds: int) -> None:
    reply = fault("too-many-requests", pauses=3).instead(turn(pause=pause))
    assert reply is not None
    assert reply.header("Retry-After") == str(seconds)


def test_a_wait_may_be_left_to_chance() -> None:
    replies = [fault("unavailable", spread=3).instead(turn(seed=seed)) for seed in range(20)]
    assert {reply.header("Retry-After") for reply in replies if reply is not None} == {"1", "2", "3", "4"}


@pytest.mark.parametrize(
    "to, target, where",
    [
        ("same-host", "/x", "/x?again=1"),
        ("same-host", "/x?a=1", "/x?a=1&again=1"),
        ("loop", "/x", "/x"),
        ("other-host", "/x", "http://localhost:7/x"),
    ],
)
def test_where_a_redirect_leads(to: str, target: str, where: str) -> None:
    reply = fault("redirect", to=to).instead(turn(target=target, elsewhere="http://localhost:7"))
    assert reply is not None
    assert (reply.status, reply.header("Location")) == (307, where)
