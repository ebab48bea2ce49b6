"""Shapes what a worker process is given, and what it and its run say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from harness.gather.memory.knowledge import Knowledge
from harness.gather.orders import Orders
from harness.gather.plan import PartitionPlan
from harness.gather.restraint.limits import Lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Everything that a worker needs to begin; the contracts of its orders travel as bytes."""

    number: int
    orders: Orders
    """Its aims' contracts are empty."""
    contracts: tuple[bytes, ...]
    last: dict[str, int]
    """The highest ordinal of each partition of the run."""
    knowledge: tuple[Knowledge | None, ...]
    made_up: frozenset[str]
    cache: Path | None = None


# What a worker says.


@dataclass(frozen=True, slots=True)
class Wants:
    """Leave for some more requests; `unused` of those before were not sent."""

    unused: int = 0


@dataclass(frozen=True, slots=True)
class NeedsToken:
    """The token of an identity; `refused` is one that is good no longer."""

    identity: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """So many exchanges more, of the partition in hand."""

    partition: str
    count: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A partition is over, and how: with nothing set it was gathered to its end."""

    partition: str
    skipped: str = ""
    unprepared: str = ""
    fault: str = ""
    trace: str = ""
    quiet: bool = False
    """Whether its last request got no answer."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """This worker found that the run should stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Idle:
    """Ready for a partition."""


# What it is answered.


@dataclass(frozen=True, slots=True)
class Do:
    """Gather this partition, under this name."""

    part: PartitionPlan
    name: str


@dataclass(frozen=True, slots=True)
class Rest:
    """There is nothing more to do, or the run stops."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A token, or why there is none."""

    text: str = ""
    why: str = ""


Said = Wants | NeedsToken | Sent | Ended | Stopped | Idle
Answer = Lease | Do | Rest | Token
