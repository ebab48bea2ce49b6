"""Shapes what a run is asked to do, what it says on the way, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from harness import __version__
from harness.declaration import Declaration
from harness.evidence import Exchange, Observation
from harness.gather.checks import Check
from harness.gather.clock import Clock, SystemClock
from harness.gather.plan import Aim, Plan
from harness.gather.restraint.limits import Bounds

Oracle = Callable[[Exchange], str]
"""Names what is wrong with an exchange, '' for nothing; steers fuzzing, and is never kept."""

Jury = Callable[[Sequence[Exchange]], str]
"""Names what is wrong with the exchanges of one partition together, '' for nothing; as little kept as an oracle's."""


CALLED: Final = "called"
"""Partition of the event that ends a run in which the product did the calling."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person watching a run wants to know."""

    kind: str
    """`check`, `partition`, `exchange`, `skipped`, `fault`, `hook`, `sentinel`, `tidied` or `end`."""
    partition: str = ""
    requirements: tuple[str, ...] = ()
    """Whom the partition in hand is for."""
    sent: int = 0
    """Exchanges so far, in the whole run."""
    planned: int = 0
    """About how many there will be."""
    check: Check | None = None
    text: str = ""
    """A code or name: why it was skipped or stopped."""


def unheard(event: Event) -> None:
    """Take an event and say nothing."""


def content(aims: tuple[Aim, ...]) -> Oracle:
    """Return an oracle that finds nothing wrong: fuzzing then looks into nothing more closely."""
    return lambda exchange: ""


def agreeable(aims: tuple[Aim, ...]) -> Jury:
    """Return a jury that finds nothing wrong: no conversation is then held again."""
    return lambda exchanges: ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Everything that a run needs; nothing else enters it."""

    plan: Plan
    declaration: Declaration
    """Its secrets looked up (`harness.secrets.resolve_secrets`)."""
    folder: Path
    """Of the run; made if it is not there."""
    run: str
    """Name of the run: a short word that no other run has, since it marks what is made over there."""
    profiles: tuple[Path, ...] = ()
    """Folder of each aim's profile, to be kept beside the evidence so that it can be judged anywhere."""
    description: tuple[Observation, ...] = ()
    """What evidence keeps of the product's own API description, and of how it was fetched; see `describe`."""
    oracle: Callable[[tuple[Aim, ...]], Oracle] = content
    """Makes the oracle for the aims; a function of a module, so that a worker process can call it as well."""
    jury: Callable[[tuple[Aim, ...]], Jury] = agreeable
    progress: Callable[[Event], None] = unheard
    clock: Clock = field(default_factory=SystemClock)
    random: Callable[[int], bytes] = os.urandom
    """Makes the key that the seal's salts come from; nothing that is sent depends on it."""
    bounds: Bounds | None = None
    workers: int = 1
    """Processes that fuzz at the same time, at most."""
    sparing: bool = True
    """Start no more of them than are worth their start."""
    cache: Path | None = None
    """Folder in which what takes long to make is kept from run to run."""
    resume: bool = False
    """Go on with the run that was begun in `folder`."""
    ask: Callable[[str, float], str] | None = None
    """Shows a person a text, waits so many seconds at most, and returns what was answered; raises TimeoutError where
    nothing was. None: there is nobody."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Answers that were recorded, by question."""
    hooks_in: Path | None = None
    """Folder that hooks are run in: that of the run file."""
    harness: str = __version__
    witness: str = "supplier"
    challenge: str | None = None
    platform: str = ""


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a run."""

    folder: Path
    evidence: Path
    """The sealed file."""
    stopped: str
    """As in the footer: `finished`, `limit: ...`, `breaker: ...`, `preflight: ...`, `fault: ...` or `interrupted`."""
    checks: tuple[Check, ...]
    counts: dict[str, int]
    left: tuple[str, ...]
    """Resources that were made and not closed."""
    skipped: dict[str, str]
    """Partitions that could not be gathered, and why: `fixture:uprn`, `setup:open-incident` ..."""
    faults: tuple[str, ...]
    """Faults of ours; not empty: exit 4."""

    @property
    def blocked(self) -> Check | None:
        """Return the problem of configuration that kept the plan from beginning, if there was one."""
        return next((check for check in self.checks if check.blocks and not check.ok), None)


class StoppedBy(Exception):
    """Ends a run in an orderly way; `why` is what the footer says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
