"""Shows how a run goes on: a bar on a terminal, whole lines elsewhere; always on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from harness.cli.advice import advice
from harness.gather.orders import Event


@contextmanager
def watching(plain: bool) -> Iterator[Callable[[Event], None]]:
    """Yield the function that takes a run's events."""
    if plain or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _lines()
    else:
        with _bar() as bar:
            yield bar


def _lines() -> Callable[[Event], None]:
    """Say each step in a line of its own; an exchange is no step."""
    last = time.monotonic()

    def take(event: Event) -> None:
        nonlocal last
        line = said(event)
        if line:
            click.echo(line, err=True)
        elif event.kind == "exchange" and time.monotonic() - last > 10:
            last = time.monotonic()
            click.echo(f"  {event.sent} of about {event.planned} requests", err=True)

    return take


@contextmanager
def _bar() -> Iterator[Callable[[Event], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Requests per second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed or 0:.0f}/s")

    columns = (
        TextColumn("{task.fields[doing]}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of about {task.total:.0f} requests"),
        Rate(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, highlight=False)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=1, doing="starting")

        def take(event: Event) -> None:
            if event.kind == "partition":
                progress.update(task, doing=", ".join(event.requirements[:3]) or event.partition)
            elif event.kind == "exchange":
                progress.update(task, completed=event.sent, total=max(event.planned, event.sent))
            elif line := said(event):
                console.print(line, markup=False)

        yield take


def said(event: Event) -> str:
    """Return the line for an event, or '' where it needs none."""
    if event.kind == "check" and event.check is not None:
        check = event.check
        return f"  {'ok ' if check.ok else 'NOT'} {check.name}{'' if check.ok else ': ' + advice(check)}"
    if event.kind == "skipped":
        return f"  not tried: {event.partition} ({event.text})"
    if event.kind == "fault":
        return f"  a fault of ours in {event.partition}:\n{event.text}"
    if event.kind == "hook":
        return f"  hook: {event.text}"
    if event.kind == "end" and event.text != "finished":
        return f"  the run stopped: {event.text}"
    return ""
