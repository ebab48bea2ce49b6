"""Messages are delivered as the policy says."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from partner_client import MOCK, incident, new_id

from harness.partner.faults.choosing import written
from harness.partner.host import Running, running
from harness.partner.recording import Taken
from harness.partner.sender.delivering import Letter, Line, Partner, Post, seconds_of
from harness.partner.sender.terms import Policy


def delivered(partner: Running, policy: Policy) -> int:
    """Send one incident and return the last status."""
    to = Partner(url=partner.url, token_url=partner.token_url, client_id="own-agency", client_secret=partner.secret)

    def renamed(letter: Letter) -> None:
        letter.body["messageId"] = new_id()

    async def go() -> int:
        line = Line(to, policy)
        try:
            letter = Letter("POST", "/incidents", "application/json", incident())
            return (await Post(policy).deliver(line, letter, renamed)).status
        finally:
            await line.close()

    return asyncio.run(go())


def sent(fault: str, **policy: Any) -> tuple[int, list[Taken]]:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append, faults=[written(fault, {})]) as partner:
        status = delivered(partner, Policy(gap=0.01, longest_gap=0.02, retries=4, **policy))
    return status, [one for one in kept if one.operation != "token" and not one.party]


@pytest.mark.parametrize(
    "fault, status, calls",
    [
        ("reset-before:createIncident:1-2", 201, 3),
        ("lost-acknowledgement:createIncident:1", 201, 2),
        ("server-error:createIncident:1", 201, 2),
        ("expired-token:createIncident:1", 201, 2),
        ("rotated-secret:createIncident:1", 201, 2),
        ("redirect:createIncident:1", 201, 2),
        ("malformed-json:createIncident:1", 201, 1),
        ("unknown-properties", 201, 1),
        ("gone", 410, 1),
        ("unavailable:createIncident:1", 201, 2),
    ],
)
def test_the_perfect_policy_comes_through(fault: str, status: int, calls: int) -> None:
    found, taken = sent(fault)
    assert (found, len(taken)) == (status, calls)
    assert len({one.request.body for one in taken}) == 1


def test_vices_show() -> None:
    assert sent("reset-before:createIncident:1", gives_up_at_once=True)[0] == 0
    assert len({one.request.body for one in sent("reset-before:createIncident:1", keeps_name=False)[1]}) == 2
    assert len(sent("gone", stops_when_gone=False)[1]) == 5
    assert len(sent("unknown-properties", tolerates_unknown=False)[1]) > 1


def test_how_long_to_wait() -> None:
    assert (seconds_of("7"), seconds_of(""), seconds_of("soon")) == (7.0, 0.0, 0.0)
    assert seconds_of("Thu, 01 Jan 1970 00:00:00 GMT") == 0.0
    assert seconds_of("Fri, 01 Jan 2100 00:00:00 GMT") > 1
