"""Holds a conversation, and holds it once more where it showed something wrong, so that the evidence says how often.

What several exchanges show together cannot be asked again by one request: the whole is said anew, about new things.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from harness.evidence import Exchange
from harness.gather.bench import Bench, Purpose, Sender
from harness.gather.inputs import Unfillable
from harness.gather.message import Message
from harness.gather.orders import Jury
from harness.gather.signin.credentials import CredentialLacking
from harness.gather.strand import Strand

TIMES: Final = 2
"""How often a conversation that showed something wrong is held once more."""
MOST: Final = 200
"""Exchanges of one conversation that are looked at."""


class _Overhearing:
    """Sends as another does, and keeps what was said."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self.heard: list[Exchange] = []

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Return the exchange. Raises StopRun and NotSent."""
        exchange = self._sender.send(strand, message, purpose)
        if len(self.heard) < MOST:
            self.heard.append(exchange)
        return exchange


def hold(go: Callable[[Bench], None], bench: Bench, jury: Jury) -> None:
    """Hold it; `jury` names what is wrong with all of its exchanges together. Raises what `go` raises the first time.

    That it cannot be held once more takes nothing from what was shown; only StopRun ends the run then as well.
    """
    overhearing = _Overhearing(bench.sender)
    go(dataclasses.replace(bench, sender=overhearing))
    if jury(overhearing.heard):
        with suppress(Unfillable, CredentialLacking):
            for _ in range(TIMES):
                go(bench)
