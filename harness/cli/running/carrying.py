"""Carries a run out from orders to reports: gathers, judges, and writes every form into the folder of the run."""

from __future__ import annotations

import select
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import click

from harness.cli.running.assembling import Assembled, orders, somebody_acts
from harness.cli.terminal.progress import ASKED, ASKING, watching
from harness.cli.terminal.showing import report_of
from harness.cli.terminal.writing import write_report
from harness.gather.orders import Event, Gathered, unheard
from harness.gather.running.run import gather
from harness.judgement import Judgement, judge
from harness.render.report import Report

WRITTEN = {"text": "report.txt", "json": "verdict.json", "junit": "junit.xml", "html": "report.html"}
LONGEST: Final = 7 * 86_400.0
"""Seconds that a line is waited for at most, however long a run may last: systems do not count to any number."""


class Carried(NamedTuple):
    """What came of a run, gathered and judged."""

    gathered: Gathered
    judgement: Judgement
    report: Report
    """As it is written; its exit code is 4 where a fault of ours came up on the way, else the verdict's."""


def carry_out(
    assembled: Assembled, folder: Path, name: str, *, plain: bool, resume: bool = False, workers: int | None = 1
) -> tuple[Judgement, int]:
    """Return the judgement and the exit code; a fault of ours on the way is exit 4, whatever the verdict."""
    with watching(plain) as progress:
        _, judgement, report = carry(assembled, folder, name, progress, resume=resume, workers=workers)
        write_reports(report, folder)
    return judgement, report.exit_code


def carry(
    assembled: Assembled,
    folder: Path,
    name: str,
    progress: Callable[[Event], None],
    *,
    resume: bool = False,
    workers: int | None = 1,
) -> Carried:
    """Gather into `folder`, and judge what lies there then."""
    ask = somebody(progress)
    somebody_acts(assembled, ask)
    gathered = gather(orders(assembled, folder, name, progress, resume=resume, workers=workers, ask=ask))
    judgement = judge(gathered.evidence)
    code = 4 if gathered.faults else judgement.exit_code
    return Carried(gathered, judgement, report_of(judgement, code))


def write_reports(report: Report, folder: Path) -> None:
    """Write every form into the folder of the run."""
    for form, file in WRITTEN.items():
        write_report(form, report, folder / file)


def somebody(progress: Callable[[Event], None] = unheard) -> Callable[[str, float], str] | None:
    """Return what asks the person at the terminal, so many seconds at most; None where nobody sits there.

    `progress` is told before and after, so that nothing is drawn over what is typed.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return None

    def ask(text: str, seconds: float) -> str:
        progress(Event(kind=ASKING))
        try:
            click.echo(f"\n{text}\n> ", err=True, nl=False)
            return _typed(seconds)
        finally:
            progress(Event(kind=ASKED))

    return ask


def _typed(seconds: float) -> str:
    """Return the line that somebody types. Raises TimeoutError where nobody does, and KeyboardInterrupt at the end.

    Where a terminal cannot be watched, as on Windows, the line is waited for without end.
    """
    try:
        ready, _, _ = select.select([sys.stdin], [], [], min(seconds, LONGEST))
    except (OSError, ValueError):
        ready = [sys.stdin]
    if not ready:
        raise TimeoutError
    line = sys.stdin.readline()
    if not line:
        # Nothing more can be typed: the run is interrupted as at any other moment.
        raise KeyboardInterrupt
    return line.rstrip("\r\n")
