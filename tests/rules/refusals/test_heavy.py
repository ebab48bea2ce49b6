"""`heavy/1`: what weighs a product down is refused in order."""

from __future__ import annotations

from typing import Any

import pytest
from building import exchange, gist, judge, with_reply
from rules.cases import HUGE, new

from harness.errors import ProfileError
from harness.evidence import Exchange, Silence
from harness.rules.weight import LEAST

RULE = "heavy/1"
DEEP = b'{"a":' + b"[" * 600 + b"]" * 600 + b"}"
LONG = {"a": [0] * LEAST["list"]}
LARGE = new("x" * LEAST["size"])


def sent(body: Any, status: int = 422) -> Exchange:
    return exchange("POST", "/notes", body, status, {"status": status})


@pytest.mark.parametrize(
    "by, body",
    [("size", LARGE), ("depth", DEEP), ("list", LONG), ("number", new(HUGE)), ("number", b'{"a":1e9999}')],
)
def test_each_way_to_be_heavy(by: str, body: Any) -> None:
    assert gist(judge(RULE, {"by": [by]}, sent(body))) == "conforms"
    assert gist(judge(RULE, {"by": [by]}, sent(body, 500))) == "violates: not-a-refusal"
    for another_reason in (404, 410, 423):
        assert gist(judge(RULE, {"by": [by]}, sent(body, another_reason))) == "inconclusive: hidden-by-status"
    others = [name for name in LEAST if name != by]
    assert gist(judge(RULE, {"by": others}, sent(body, 500))) == "inconclusive: nothing-seen"


@pytest.mark.parametrize("body", [new(), b'{"a":"[[[["}', b'{"a":"' + b"9" * 400 + b'"}', {"a": [1, 2, 3]}])
def test_what_is_not_heavy(body: Any) -> None:
    assert (
        gist(judge(RULE, {"by": ["size", "depth", "list", "number"]}, sent(body, 500))) == "inconclusive: nothing-seen"
    )


def test_what_is_taken_shows_no_limit_unless_that_is_enough() -> None:
    assert gist(judge(RULE, {"by": ["size"]}, sent(LARGE, 201))) == "inconclusive: no-limit-found"
    assert gist(judge(RULE, {"by": ["size"], "taken": True}, sent(LARGE, 201))) == "conforms"


def test_what_is_never_answered() -> None:
    hung = with_reply(sent(LARGE), Silence(why="timeout"))
    other = exchange("GET", "/marks")
    assert gist(judge(RULE, {"by": ["size"]}, hung, other, hung)) == "violates: never-answered"
    assert gist(judge(RULE, {"by": ["size"]}, sent(LARGE), hung)) == "inconclusive: no-answer"


def test_busy_is_not_refused() -> None:
    busy = exchange("POST", "/notes", LARGE, 503, {}, say={"Retry-After": "1"})
    assert gist(judge(RULE, {"by": ["size"]}, busy)) == "inconclusive: busy"


@pytest.mark.parametrize("by", [[], ["weight"]])
def test_a_way_that_is_not_known(by: list[str]) -> None:
    with pytest.raises(ProfileError, match="by is some of"):
        judge(RULE, {"by": by})
