"""Shows how a run goes on: a bar on a terminal, whole lines elsewhere; always on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

import click

from harness.cli.terminal.advice import advice
from harness.gather.orders import CALLED, Event

EVERY: Final = 10.0
"""Seconds between two lines that only say how far it is."""
ASKING: Final = "asking"
"""Kind of an event before a person is asked: nothing is drawn until it has been answered, and said so by ASKED."""
ASKED: Final = "asked"
SOON: Final = 1.0
"""Seconds in which what a product was made to do may come before it is said that it is waited for."""
IN_HAND: Final = 3
"""Requirements in hand that are named."""


@contextmanager
def watching(plain: bool) -> Iterator[Callable[[Event], None]]:
    """Yield the function that takes a run's events; NO_COLOR is honoured, and TERM=dumb gets no bar."""
    if plain or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Lines()
    else:
        with _bar() as bar:
            yield bar


def note(line: str) -> None:
    """Say a line on standard error; that nobody reads it must not disturb the run."""
    with suppress(BrokenPipeError):
        click.echo(line, err=True)


class Lines:
    """Says each step in a line of its own, and every few seconds how far it is."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = note,
    ) -> None:
        self._clock, self._say = clock, say
        self._began = self._said = clock()
        self._in_hand = self._waiting = ""
        self._due = self._began

    def __call__(self, event: Event) -> None:
        """Take one event."""
        if event.kind == "partition":
            self._in_hand, self._waiting = in_hand(event), ""
        line = said(event)
        if event.kind == "waiting":
            self._wait(event)
        elif line:
            self._say(line)
        elif event.kind == "exchange" and self._clock() - self._said >= EVERY:
            self._said = self._clock()
            self._say(self._how_far(event))

    def _wait(self, event: Event) -> None:
        """Say what is waited for once it has not come at once, and every few seconds how long there is left."""
        name, now = event.text.partition(":")[0], self._clock()
        if name != self._waiting:
            self._waiting, self._due = name, now + SOON
        elif now >= self._due:
            self._due = now + EVERY
            self._say(f"  waiting for {event.text}")

    def _how_far(self, event: Event) -> str:
        rate = event.sent / max(self._clock() - self._began, 0.001)
        left = max(event.planned - event.sent, 0) / rate if rate else 0
        return (
            f"  {event.sent} of about {event.planned} requests, {rate:.0f}/s, about {left:.0f} s left: {self._in_hand}"
        )


@contextmanager
def _bar() -> Iterator[Callable[[Event], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.table import Column
    from rich.text import Text

    class Rate(ProgressColumn):
        """Requests per second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:.0f}/s", justify="right")

    columns = (
        TextColumn("{task.fields[doing]}", table_column=Column(width=24, no_wrap=True), markup=False),
        BarColumn(bar_width=None),
        TextColumn("{task.completed:.0f} of about {task.total:.0f} requests"),
        Rate(table_column=Column(min_width=6)),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1, doing="getting ready")

        def take(event: Event) -> None:
            if event.kind == ASKING:
                progress.stop()
            elif event.kind == ASKED:
                progress.start()
            elif event.kind == "partition":
                progress.update(task, doing=in_hand(event))
            elif event.kind == "waiting":
                progress.update(task, doing=event.text)
            elif event.kind == "exchange":
                progress.update(task, completed=event.sent, total=max(event.planned, event.sent))
            elif line := said(event):
                console.print(line, markup=False)

        yield take


def in_hand(event: Event) -> str:
    """Return the requirements that the partition in hand is for."""
    named = ", ".join(event.requirements[:IN_HAND])
    more = len(event.requirements) - IN_HAND
    return f"{named} +{more}" if more > 0 else named or event.partition


def said(event: Event) -> str:
    """Return the line for an event, or '' where it needs none."""
    if event.kind == "check" and event.check is not None:
        check = event.check
        return f"  {'ok ' if check.ok else 'NOT'} {check.name}{'' if check.ok else ': ' + advice(check)}"
    if event.kind == "warning":
        return f"  note: {event.text}"
    if event.kind == "skipped":
        from harness.render.prose import because_of  # takes a while to load, and is hardly ever wanted

        return f"  not tried: {event.partition} ({because_of(event.text)})"
    if event.kind == "fault":
        return f"  a fault of ours in {event.partition}:\n{event.text}"
    if event.kind == "hook":
        return f"  hook: {event.text}"
    if event.kind == "tidied":
        return f"  {event.text}"
    if event.kind == "sentinel" and event.text != "there":
        return "  the product was reset since the run began: unfinished workflows start anew"
    if event.kind == "end":
        done = "calls came" if event.partition == CALLED else "requests sent"
        return f"  {event.sent} {done}" if event.text == "finished" else f"  the run stopped: {event.text}"
    return ""
