"""`retries/1`: each event is followed from its first attempt to its end, and what was asked for is no repeat."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from eventing import S, ended, ours, subscription, told
from rules.webhooks.test_repeating import asked, failing


@pytest.mark.parametrize(
    "gaps, outcome",
    [
        (None, "inconclusive: schedule-unknown"),
        ([1, 1, 1], "violates: schedule"),
        ([1, 2], "violates: schedule"),
        ("soon", "inconclusive: schedule-unknown"),
    ],
)
def test_the_declared_schedule_is_judged_too(gaps: Any, outcome: str) -> None:
    assert asked("retried", *failing(0, 1, 3, 7), gaps=gaps) == outcome


def test_what_is_replayed_on_request_is_no_repeat() -> None:
    target = f"/client-subscriptions/{subscription()['clientSubscriptionId']}/dead-letters/d/replay"
    replay = ours("POST", target, b"", 202, at=20 * S)
    assert asked("retried", *failing(0, 1, 3), replay, told(at=21 * S), ended(40 * S)) == "violates: not-retried"


def test_a_redirect_is_not_followed_by_another_method_either() -> None:
    away = told(status=302, say={"Location": "https://127.0.0.1:4444/t/events/redirected"})
    posts = told(path="/t/events/redirected", at=1000)
    gets = msgspec.structs.replace(posts, request=msgspec.structs.replace(posts.request, method="GET", body=b""))
    assert asked("stays", away, gets, ended(2 * S)) == "violates: followed-redirect"
    again = told(at=S // 2)
    assert asked("stays", away, again, ended(2 * S)) == "conforms"
