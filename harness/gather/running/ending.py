"""Ends a run, however it went: writes the footer, seals the evidence, and says what came of it."""

from __future__ import annotations

from harness.archive import finish, read_key, replay, seal
from harness.evidence import Footer
from harness.gather.course import Course
from harness.gather.orders import Event, Gathered, Orders


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
