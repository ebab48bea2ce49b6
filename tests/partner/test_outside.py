"""What lies outside a call tells of a call of its own that could not be written down, and gives up what it put off."""

from __future__ import annotations

import asyncio
import time

from partner_client import MOCK

from harness.errors import EvidenceError
from harness.partner.dispatch.terms import Policy
from harness.partner.faults.choosing import Faults
from harness.partner.host import prepared
from harness.partner.outgoing import Ended, Outgoing
from harness.partner.outside import Outside
from harness.partner.store import Store


def test_a_call_of_its_own_that_cannot_be_written_down_is_a_fault_of_ours_and_the_next_is_tried() -> None:
    def begins(outgoing: Outgoing) -> Ended:
        raise EvidenceError("no room")

    async def main() -> None:
        host = prepared(MOCK, (), 1, time.time)
        host.keeps_own(begins)
        async with asyncio.timeout(5):
            for count in (1, 2):
                host.outside.send("http://127.0.0.1:9/notices", b"{}")
                while len(host.crashes) < count:
                    await asyncio.sleep(0)
        await host.stop()

    asyncio.run(main())


def test_what_was_put_off_is_given_up_when_it_closes() -> None:
    done: list[str] = []

    async def main() -> None:
        outside = Outside(Store(1), Policy(), lambda: 5.0, Faults, [])
        outside.later(0, lambda: done.append("at once"))
        outside.later(3600, lambda: done.append("in an hour"))
        async with asyncio.timeout(5):
            while not done:
                await asyncio.sleep(0)
        await outside.close()
        assert outside.now() == 5.0

    asyncio.run(main())
    assert done == ["at once"]
