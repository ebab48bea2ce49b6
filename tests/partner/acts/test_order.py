"""Repeats are answered as before, and late messages are told from others."""

from __future__ import annotations

from typing import Any

import pytest
from partner_acts import REFUSAL, World, a_call, run, status

from harness.partner.call import Reply
from harness.partner.store import Answered

ONCE = {"act": "once", "key": "{$request.body#/id}", "else": REFUSAL}
FIRST = Reply(status=201, body=b"first")


def taken(world: World, body: dict[str, Any], **how: Any) -> Reply | None:
    """Take a message, and remember the first answer as a play does."""
    call = a_call(world, body=body)
    reply = run(call, {**ONCE, **how})
    if reply is None:
        world.store.answered.setdefault(call.once, Answered(call.digest, FIRST))
    return reply


def test_a_repeat_is_answered_as_the_first_and_other_content_is_refused() -> None:
    world = World()
    assert taken(world, {"id": "a", "x": 1, "y": 2}) is None
    assert taken(world, {"y": 2, "id": "a", "x": 1}) is FIRST
    assert status(taken(world, {"id": "a", "x": 2, "y": 2})) == 409
    assert taken(world, {"id": "b", "x": 2, "y": 2}) is None


def test_true_is_other_content_than_one() -> None:
    world = World()
    assert taken(world, {"id": "a", "x": 1}) is None
    assert status(taken(world, {"id": "a", "x": True})) == 409


def test_the_vices_of_a_receiver_that_forgets_or_does_not_look() -> None:
    world = World()
    assert taken(world, {"id": "a", "x": 1}) is None
    assert taken(world, {"id": "a", "x": 1}, replay=False) is None
    assert taken(world, {"id": "a", "x": 2}, compare=False) is FIRST


def test_a_repeat_that_comes_before_the_first_answer_is_told_so() -> None:
    world = World()
    call = a_call(world, body={"id": "a"})
    assert run(call, ONCE) is None
    world.store.remember(call.once, Answered(call.digest, FIRST, world.now() + 3))
    busy = {"status": 409, "detail": "Under way."}
    assert status(taken(world, {"id": "a"}, busy=busy)) == 409
    assert taken(world, {"id": "a"}) is FIRST
    world.clock += 3
    assert taken(world, {"id": "a"}, busy=busy) is FIRST


@pytest.mark.parametrize(
    "time, than, expected",
    [
        ("2027-03-01T14:00:00Z", "2027-03-01T14:00:01Z", True),
        ("2027-03-01T14:00:00+01:00", "2027-03-01T13:30:00Z", True),
        ("2027-03-01T14:00:00Z", "2027-03-01T14:00:00.000+00:00", False),
        ("2027-03-01T14:00:00Z", None, False),
        ("nonsense", "2027-03-01T14:00:00Z", False),
    ],
)
def test_times_are_compared_as_times(time: str, than: str | None, expected: bool) -> None:
    call = a_call(body={"a": time, "b": than})
    run(call, {"act": "earlier", "time": "$request.body#/a", "than": "$request.body#/b", "as": "late"})
    assert call.found["late"] is expected
