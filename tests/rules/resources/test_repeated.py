"""A key names one creation; without one, repeats may leave one thing or two, and nothing broken."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, judge, numbered
from rules.cases import KEY, PLACE, created, new, note, place, read

from harness.errors import ProfileError
from harness.verdict import Finding, Outcome


def judged(check: str, *exchanges: Any) -> Finding:
    return judge("repeated/1", {"check": check}, *numbered(exchanges))


def another(**rest: Any) -> Any:
    say = PLACE | {"Location": "/v1/notes/n2"}
    return created(got=note() | {"noteId": "n2"}, say=say, **rest)


def test_a_repeat_under_its_key_gives_the_same() -> None:
    assert judged("key", created(ask=KEY), created(ask=KEY)).outcome is Outcome.CONFORMS
    assert judged("key", created(ask=KEY), another(ask=KEY)).because.code == "second-effect"
    refused = created(ask=KEY, status=422, got={"status": 422}, say={})
    assert judged("key", created(ask=KEY), refused).because.code == "repeat-refused"
    forbidden = created(ask=KEY, status=403, got={"status": 403}, say={})
    assert judged("key", created(ask=KEY), forbidden).because.code == "repeat-refused"
    other = created("Another.", ask=KEY, status=403, got={"status": 403}, say={})
    assert judged("key", created(ask=KEY), other).because.code == "hidden-by-status"


def test_another_key_is_another_creation() -> None:
    other = {"Idempotency-Key": "another"}
    assert judged("key", created(ask=KEY), another(ask=other)).because.code == "nothing-seen"


def test_twins_can_both_be_read() -> None:
    second = exchange("GET", "/notes/n2", b"", 200, note() | {"noteId": "n2"}, say={"ETag": '"1"'})
    finding = judged("none", created(), another(), read(), second)
    assert (finding.outcome, finding.passed) == (Outcome.CONFORMS, 2)
    odd = exchange("GET", "/notes/n2", b"", 203, note() | {"noteId": "n2"}, say={"ETag": '"1"'})
    assert judged("none", created(), another(), read(), odd).outcome is Outcome.CONFORMS
    gone = exchange("GET", "/notes/n2", b"", 404, {"status": 404})
    assert judged("none", created(), another(), read(), gone).because.code == "twin-broken"


def test_a_twin_that_was_deleted_is_rightly_gone() -> None:
    sent = {k: v for k, v in place("p1").items() if k != "placeId"}
    made = exchange("POST", "/places", sent, 201, place("p1"), say={"Location": "/v1/places/p1"})
    removed = exchange("DELETE", "/places/p1", b"", 204)
    gone = exchange("GET", "/places/p1", b"", 404, {"status": 404})
    assert judged("none", made, made, gone).because.code == "twin-broken"
    assert judged("none", made, made, removed, gone).because.code == "nothing-seen"


@pytest.mark.parametrize(
    "status, outcome", [(409, "conforms"), (422, "conforms"), (500, "violates"), (429, "inconclusive")]
)
def test_what_a_repeat_without_a_key_may_get(status: int, outcome: str) -> None:
    repeat = created(status=status, got={"status": status}, say={})
    assert judged("none", created(), repeat).outcome.value == outcome


def test_other_content_is_no_repeat() -> None:
    assert judged("none", created(), created(sent=new("Other."))).because.code == "nothing-seen"


def test_an_unknown_check_is_the_profile_s_fault() -> None:
    with pytest.raises(ProfileError, match="no check"):
        judged("twice", created())
