"""Shapes a request on its way: its partition, the manner in which it is sent, who gives leave, and who keeps it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeAlias

import msgspec

from harness.evidence import Exchange, ExchangeId, Observation, Silence
from harness.gather.clock import Clock
from harness.gather.transmission.compose import Composed
from harness.gather.transmission.dial import Origin
from harness.gather.transmission.pool import Line

Find: TypeAlias = Callable[[Exchange], Iterable[bytes]]
"""Says which octets of an exchange are secret; asked before it is kept."""


class Manner(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How a request is sent, where that is not as usual."""

    client: str = ""
    """Whose certificate is shown; empty: that of `target.tls`, if there is one."""
    secrets: tuple[bytes, ...] = ()
    """What is redacted in this exchange alone."""
    find: Find | None = None
    """Tells of the answer what is secret in it."""
    again: bool = True
    """Whether the same request may go out once more where the connection was dead."""
    fresh: bool = False
    """Whether it needs a connection of its own."""


USUAL = Manner()


class Leave(Protocol):
    """Grants one request after another."""

    def take(self) -> None:
        """Wait until the next request may leave. Raises StopRun when none may."""


class Journal(Protocol):
    """Where exchanges are kept (house law 11); it is given redacted ones only."""

    def sent(self, exchange: Exchange) -> None:
        """Keep a request that is about to leave; its reply is `Silence("interrupted")`."""

    def got(self, exchange: Exchange) -> None:
        """Keep the same exchange with its reply."""

    def keep(self, observation: Observation) -> None:
        """Keep what is no exchange."""


class Partition:
    """Names and times the exchanges of one workflow, probe or fuzzed operation; made by `Wire.partition`."""

    def __init__(self, name: str, clock: Clock, start_ordinal: int = 0) -> None:
        """The partition's zero is now."""
        self.name = name
        self.anchor = clock.wall()
        self.zero = clock.now()
        self._count = itertools.count(start_ordinal)

    def next_id(self) -> ExchangeId:
        """Return the id of the next exchange."""
        return ExchangeId(self.name, next(self._count))


class Letter(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What stays the same when a request is sent again."""

    partition: Partition
    origin: Origin
    composed: Composed
    to_party: str
    identity: str
    probe: str
    intent: str
    queued: int
    facts: Mapping[str, str]
    manner: Manner

    @property
    def line(self) -> Line:
        return self.origin, self.manner.client

    @property
    def usual(self) -> bool:
        """Whether it is signed as it should be, which for a product that asks for no credential is not at all."""
        credential = self.facts.get("credential", "genuine")
        return credential == "genuine" or (credential == "absent" and self.identity == "own-agency")


def is_stale(exchange: Exchange) -> bool:
    """Tell whether a request went out on a kept connection that had gone."""
    return isinstance(exchange.reply, Silence) and exchange.reply.why == "stale"
