"""Ends a run, however it went: writes the footer, seals the evidence, and says what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.archive import finish, read_key, replay, seal
from harness.evidence import Footer
from harness.gather.orders import Event, Gathered, Orders
from harness.gather.preflight import Check


@dataclass(slots=True)
class Course:
    """How a run has gone so far, beside its evidence."""

    checks: list[Check] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    """Partitions that were left out, and why."""
    untried: dict[str, str] = field(default_factory=dict)
    """Requirements of which something was not tried because it could not be prepared, and why."""
    faults: list[str] = field(default_factory=list)
    """Faults of ours, by kind and place."""


def end(orders: Orders, course: Course, stopped: str, left: tuple[str, ...] = (), shown: str = "") -> Gathered:
    """Seal the evidence of a run and return what came of it.

    `stopped` is why it ended, in the words of `Footer.stopped`; `left` what it made and did not close; `shown` the
    partition under which who watches counts the exchanges.
    """
    folder = orders.folder
    counts = {name: last + 1 for name, last in sorted(replay(folder).last.items())}
    footer = Footer(
        ended=orders.clock.wall(),
        stopped=stopped,
        counts=counts,
        planned=orders.plan.planned,
        left=left,
        untried=dict(sorted(course.untried.items())),
    )
    finish(folder, footer)
    path = seal(folder, read_key(folder))
    orders.progress(Event(kind="end", partition=shown, text=stopped, sent=sum(counts.values())))
    return Gathered(
        folder=folder,
        evidence=path,
        stopped=stopped,
        checks=tuple(course.checks),
        counts=counts,
        left=left,
        skipped=course.skipped,
        faults=tuple(course.faults),
    )
