"""What a stimulus causes is waited for: a call that is taken, any call, or a handshake."""

from __future__ import annotations

import msgspec
import pytest
from gather.calling.test_stage import stage, taken

from harness.evidence import Response
from harness.gather.calling.awaiting import Awaited, everybody_has
from harness.partner.handshakes import Shook
from harness.profile import Stimulus

TRANSFER = Stimulus(instruction="Transfer an incident.", awaits="createIncident")


def quiet(left: float) -> None:
    """Tell nobody."""


@pytest.mark.parametrize("until, status, came", [("taken", 201, True), ("taken", 503, False), ("called", 503, True)])
def test_a_call_ends_the_waiting_by_how_it_was_answered(until: str, status: int, came: bool) -> None:
    at, _ = stage()
    awaited = Awaited(at, TRANSFER, until)
    at.keep(msgspec.structs.replace(taken("/incidents"), reply=Response(status=status, head=b"")))
    assert awaited.came(0, quiet) is came


def test_a_product_may_do_the_same_by_another_operation() -> None:
    at, _ = stage()
    awaited = Awaited(at, msgspec.structs.replace(TRANSFER, instead=("importIncident",)), "taken")
    at.keep(taken("/imports", operation="importIncident"))
    assert awaited.came(0, quiet)


def test_what_came_before_or_is_something_else_ends_no_waiting() -> None:
    at, _ = stage()
    at.keep(taken("/incidents"))
    awaited = Awaited(at, TRANSFER, "taken")
    at.keep(taken("/incidents/1/updates", operation="addUpdate"))
    assert not awaited.came(0, quiet)


def test_a_handshake_is_enough_and_the_call_may_stay_away() -> None:
    at, _ = stage()
    awaited = Awaited(at, TRANSFER, "greeted")
    assert not awaited.came(0, quiet)
    at.keep_shake(Shook(why="closed", fault="expired"))
    assert awaited.came(0, quiet)


def test_who_was_asked_to_come_later_is_waited_for_as_long_from_then_on() -> None:
    at, _ = stage()
    awaited = Awaited(at, TRANSFER, "taken")
    busy = Response(status=429, head=b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60")
    at.keep(msgspec.structs.replace(taken("/incidents"), reply=busy, came=at.now()))
    assert 0 < at.asked <= 60
    left = iter((0.01, 5.0))

    def rest() -> float:
        seconds = next(left)
        if seconds > 1:  # the first time is over, and it is waited on
            at.keep(taken("/incidents"))
        return seconds

    assert awaited.came(1, quiet, rest)


def test_of_two_calls_both_are_waited_for() -> None:
    at, _ = stage()
    awaited = Awaited(at, msgspec.structs.replace(TRANSFER, times=2), "taken")
    at.keep(taken("/incidents"))
    assert not awaited.came(0, quiet)
    at.keep(taken("/incidents"))
    assert awaited.came(0, quiet)


def test_each_of_several_partners_is_waited_for_until_it_has_said_yes_or_no() -> None:
    def told(*calls: tuple[str, int]) -> bool:
        one = taken("/incidents")
        replies = [(party, Response(status=status, head=b"")) for party, status in calls]
        had = [msgspec.structs.replace(one, party=party, reply=reply) for party, reply in replies]
        return everybody_has(("police", "fire"), frozenset({"createIncident"}), 1)(had)

    assert not told(("fire", 201))
    assert not told(("fire", 201), ("police", 503), ("police", 429))
    assert told(("fire", 201), ("police", 503), ("police", 201))
    assert told(("fire", 403), ("police", 201))
    assert everybody_has((), frozenset({"createIncident"}), 1)([]), "where there are none, nobody is waited for"
