"""Asks again what went wrong in a partition of single requests, so that the evidence shows how often it does."""

from __future__ import annotations

import dataclasses
from typing import Final

from harness.evidence import Exchange, Response
from harness.gather.bench import Bench, Purpose, Sender
from harness.gather.means import OWN
from harness.gather.message import Message
from harness.gather.orders import Oracle
from harness.gather.strand import Strand

TIMES: Final = 2
"""How often the smallest request of each thing that is wrong is sent once more."""
MOST_WRONGS: Final = 5
"""Different things wrong that are asked again, in one partition."""
LARGEST: Final = 64 << 10
"""Octets of content that is sent again: what is heavy weighs the product down each time."""
SAFE: Final = ("GET", "HEAD", "OPTIONS")


class Noting:
    """Sends as another does, and notes the smallest request of each thing that is wrong."""

    def __init__(self, sender: Sender, oracle: Oracle) -> None:
        self._sender = sender
        self._oracle = oracle
        self.wrong: dict[str, tuple[Message, str]] = {}
        """What is wrong, and the request that showed it with whose name it was sent in."""

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Return the exchange. Raises StopRun and NotSent."""
        exchange = self._sender.send(strand, message, purpose)
        if _may_be_repeated(message, purpose.identity, exchange):
            self._note(self._oracle(exchange), message, purpose.identity)
        return exchange

    def _note(self, wrong: str, message: Message, identity: str) -> None:
        known = self.wrong.get(wrong)
        if wrong and (len(self.wrong) < MOST_WRONGS if known is None else _size(message) < _size(known[0])):
            self.wrong[wrong] = (message, identity)


def noting(bench: Bench, oracle: Oracle) -> tuple[Bench, Noting]:
    """Return a bench that notes what goes wrong, and where it is noted."""
    notes = Noting(bench.sender, oracle)
    return dataclasses.replace(bench, sender=notes), notes


def ask_again(bench: Bench, notes: Noting) -> None:
    """Send what was noted some times more. Raises StopRun."""
    for message, identity in tuple(notes.wrong.values()):
        for _ in range(TIMES):
            bench.send(message, "again: does it still go wrong?", identity=identity)


def _may_be_repeated(message: Message, identity: str, exchange: Exchange) -> bool:
    """Tell whether to send it again does no more than to ask: it changes nothing, or was refused."""
    reply = exchange.reply
    changed_nothing = message.method in SAFE or (isinstance(reply, Response) and reply.status >= 400)
    return identity == OWN and changed_nothing and len(message.body) <= LARGEST


def _size(message: Message) -> int:
    return len(message.target) + len(message.body)
