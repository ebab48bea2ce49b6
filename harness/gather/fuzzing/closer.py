"""Looks closer at what goes wrong: makes the request small, and sends it again to see how often it does.

A request that is never answered is told from one that got lost: something else is asked in between, and it is sent
again, smaller, with less patience.
"""

from __future__ import annotations

from typing import Final

import msgspec

from harness.evidence import Exchange
from harness.gather.cases import Case
from harness.gather.fuzzing.pursuit import Pursuit
from harness.gather.fuzzing.shrinking import shrunk
from harness.gather.message import Message, simplest
from harness.gather.restraint.limits import SECOND
from harness.gather.restraint.secondlook import silent

SHRINKING: Final = 40
"""Requests that looking for one smallest request may take."""
SHRINKING_SILENCE: Final = 8
"""The same for one that is not answered, since each takes its time."""
REPEATS: Final = 3
"""How often a smallest request is sent at last."""
MOST_HUNG: Final = 3
"""Cases that are never answered, after which an operation is given up."""
HASTE: Final = 4
"""An answer that takes so many times as long as the slowest before will not come."""
LEAST: Final = SECOND
SURE: Final = 10 * SECOND
"""How long the smallest of them is waited for at least, unless the run file is less patient."""


class GivenUp(Exception):
    """The operation leaves so much unanswered that the rest of it is not tried; `why` is what a footer says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def look_closer(pursuit: Pursuit) -> None:
    """Find the smallest request for each thing that is wrong, and send it some times more."""
    for wrong, (case, message) in list(pursuit.wrong.items()):
        shown = [message]

        def same(smaller: Case, wrong: str = wrong, shown: list[Message] = shown) -> bool:
            message = pursuit.sayer.message(smaller)
            exchange = pursuit.sayer.send(message, f"smaller: {'right' if smaller.right else 'wrong'}, {smaller.why}")
            found = exchange is not None and pursuit.oracle(exchange) == wrong
            if found:
                shown.append(message)
            return found

        smallest = shrunk(case, same, SHRINKING)
        # The very same content: what the run fills in afresh would make it another request.
        repeated = msgspec.structs.replace(pursuit.sayer.message(smallest), body=shown[-1].body)
        for _ in range(REPEATS):
            pursuit.sayer.send(repeated, f"again: {smallest.why}")


def heed_silence(pursuit: Pursuit, case: Case, exchange: Exchange | None) -> None:
    """Look closer at a case that was not answered. Raises GivenUp when the operation has left too many so."""
    if exchange is None or not silent(exchange):
        return
    plain = simplest(pursuit.bench.contract)
    if plain is not None and not silent(pursuit.bench.send(plain, "does it still answer?")):
        with pursuit.bench.within(max(LEAST, HASTE * pursuit.slowest)):
            smallest = _smallest(pursuit, case)
        if smallest is None:
            return  # it was answered this time: it may have got lost
        message = pursuit.sayer.message(smallest)
        with pursuit.bench.within(max(SURE, HASTE * pursuit.slowest)):
            for _ in range(2):
                pursuit.sayer.send(message, f"again: {smallest.why}")
                pursuit.bench.send(plain, "does it still answer?")
    pursuit.hung += 1
    if pursuit.hung >= MOST_HUNG:
        raise GivenUp(f"hangs:{pursuit.operation.id}")


def _smallest(pursuit: Pursuit, case: Case) -> Case | None:
    """Return the smallest case that is not answered; None when this one is answered after all."""

    def same(smaller: Case) -> bool:
        exchange = pursuit.sayer.say(smaller, "smaller")
        return exchange is not None and silent(exchange)

    return shrunk(case, same, SHRINKING_SILENCE) if same(case) else None
