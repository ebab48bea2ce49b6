"""Keeps how a run goes beside its evidence: what preflight found, what was left out and why, and faults of ours."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.gather.checks import Check
from harness.gather.orders import Event


@dataclass(slots=True)
class Course:
    """How a run has gone so far; whoever watches is told as it goes."""

    progress: Callable[[Event], None]
    checks: list[Check] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    """Partitions that were left out, and why."""
    untried: dict[str, str] = field(default_factory=dict)
    """Requirements of which something was not tried because it could not be prepared, and why."""
    faults: list[str] = field(default_factory=list)
    """Faults of ours, by kind and place."""

    def skip(self, name: str, why: str) -> None:
        """Note that a partition is left out."""
        self.skipped[name] = why
        self.progress(Event(kind="skipped", partition=name, text=why))

    def leave_untried(self, requirements: Iterable[str], why: str) -> None:
        """Note that something of these requirements was not tried."""
        self.untried |= dict.fromkeys(requirements, why)

    def fault(self, where: str) -> str:
        """Note the fault of ours that is being handled; return what was noted."""
        kind = sys.exc_info()[0]
        return self.faulty(where, kind.__name__ if kind is not None else "fault", traceback.format_exc(limit=-3))

    def faulty(self, where: str, kind: str, trace: str) -> str:
        """Note a fault by its kind and place; never by its text, which may hold what was sent."""
        said = f"{kind} in {where}"
        self.faults.append(said)
        self.progress(Event(kind="fault", partition=where, text=trace))
        return said
