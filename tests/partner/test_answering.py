"""A host plays what it is told while it serves, and keeps a clock that is ahead to the call that it is played on."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from partner_client import MOCK, Client

from harness.errors import EvidenceError
from harness.partner.faults.choosing import written
from harness.partner.host import prepared, served
from harness.partner.outgoing import Ended, Outgoing


def test_faults_are_changed_while_it_serves() -> None:
    host = prepared(MOCK, (), 1, time.time)
    with served(host) as partner, Client(partner) as client:
        assert client.get("/agencies").status_code == 200
        host.plays([written("gone", {})])
        assert client.get("/agencies").status_code == 410
        host.plays([])
        assert client.get("/agencies").status_code == 200


def test_a_clock_that_is_ahead_dates_what_is_recorded() -> None:
    host = prepared(MOCK, (), 1, time.time)
    host.plays([written("clock-skew:createIncident:1", {})])
    with served(host) as partner, Client(partner) as client:
        ahead, right = (client.get(client.create()).json()["recordedAt"] for _ in range(2))
    assert 500 < (datetime.fromisoformat(ahead) - datetime.fromisoformat(right)).total_seconds() <= 600


def test_a_call_of_its_own_that_cannot_be_written_down_is_a_fault_of_ours_and_the_next_is_tried() -> None:
    def begins(outgoing: Outgoing) -> Ended:
        raise EvidenceError("no room")

    async def main() -> None:
        host = prepared(MOCK, (), 1, time.time)
        host.keeps_own(begins)
        async with asyncio.timeout(5):
            for count in (1, 2):
                host.send("http://127.0.0.1:9/notices", b"{}")
                while len(host.crashes) < count:
                    await asyncio.sleep(0)
        await host.stop()

    asyncio.run(main())
