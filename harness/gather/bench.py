"""Holds what the probes of one partition work with: the wire, the contract, fresh values, the clock, inbound calls."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

from harness.arazzo import Listen
from harness.contract import Contract
from harness.contract.model import Operation
from harness.errors import ProfileError
from harness.evidence import Exchange, ExchangeId
from harness.gather.clock import Clock
from harness.gather.inputs import Inputs
from harness.gather.means import OWN, Means
from harness.gather.message import Message
from harness.gather.strand import Strand
from harness.reading import Reading


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """In whose name a message is sent, what for, and after what."""

    identity: str
    intent: str
    """A note for readers."""
    attempt: int = 1
    caused_by: ExchangeId | None = None
    """The exchange that it follows."""


class Sender(Protocol):
    """Signs a request as some identity, sends it, keeps the exchange, and returns it."""

    def send(self, strand: Strand, message: Message, purpose: Purpose) -> Exchange:
        """Return the exchange; a reply that never came is `Silence`. Raises StopRun and NotSent."""
        ...


class Calls(Protocol):
    """Inbound calls of one partition, as its steps wait for them."""

    listen: Listen
    """How they are answered."""

    def count(self) -> int:
        """Return how many have come so far."""
        ...

    def wait(self, since: int, seconds: float, match: Callable[[Exchange], bool]) -> Exchange | None:
        """Return the first call after the first `since` that matches, waiting for it at most so long."""
        ...


def unhurried(timeout: int) -> AbstractContextManager[None]:
    """Change nothing about how long is waited."""
    return nullcontext()


def endless() -> float:
    """Say that nothing limits how long a run lasts."""
    return math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One partition's tools."""

    sender: Sender
    strand: Strand
    contract: Contract
    base: str
    """Base URL of the product, without a trailing slash."""
    inputs: Inputs
    clock: Clock
    means: Means
    calls: Calls | None = None
    act: Callable[[str], None] | None = None
    """Makes the product act, by a stimulus of its profile; raises NotBroughtAbout. None: nobody can."""
    patience: float = 60.0
    """Seconds that a product which was made to act is waited for."""
    left: Callable[[], float] = endless
    """Returns how many seconds the run may still last; raises StopRun at its end."""
    within: Callable[[int], AbstractContextManager[None]] = unhurried
    """Makes every request wait no longer than so many microseconds for its answer, for as long as the context lasts."""

    @property
    def prefix(self) -> str:
        """Return the path of the base URL."""
        return urlsplit(self.base).path.rstrip("/")

    def operation(self, name: str) -> Operation:
        """Return the operation of that id; raises ProfileError for one that the description does not have."""
        found = self.contract.operation(name)
        if found is None:
            raise ProfileError(f"the description has no operation {name!r}", where=self.strand.name)
        return found

    def send(
        self,
        message: Message,
        intent: str,
        *,
        identity: str = OWN,
        attempt: int = 1,
        caused_by: ExchangeId | None = None,
    ) -> Exchange:
        """Send one request in this partition; `intent` is a note for readers.

        Where a list in Accept is refused, its first media type is asked for alone, and that exchange returned if it
        was served.
        """

        def sent(message: Message, intent: str) -> Exchange:
            purpose = Purpose(identity=identity, intent=intent, attempt=attempt, caused_by=caused_by)
            return self.sender.send(self.strand, message, purpose)

        tastes = self.strand.tastes
        message = tastes.suited(message)
        exchange = sent(message, intent)
        narrower = tastes.narrowed(message, exchange)
        if narrower is None:
            return exchange
        other = sent(narrower, f"{intent}, one media type")
        return other if tastes.learn(message, narrower, other) else exchange

    def read(self, exchange: Exchange) -> Reading:
        """Return the exchange as the judge will read it."""
        return Reading(exchange, self.contract, self.base)
