"""Tells a shell what may be typed: profiles, requirements and classes, partners; quickly, and never with an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

VARIABLE = "_HALLMARK_COMPLETE"
"""By which click's scripts ask for completions."""
# As requirement files are written: an id, and below it its class and statement.
_CLASSES = re.compile(r"^  class: *['\"]?([a-z0-9-]+)", re.MULTILINE)
_STATEMENTS = re.compile(r"^- id: *['\"]?([A-Za-z0-9._-]+).*?^  statement: *['\"]?([^\n]+)", re.MULTILINE | re.DOTALL)


def profiles(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the profiles that this installation carries, and folders."""
    from harness.loading import shipped

    found = [CompletionItem(name) for name in shipped() if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="dir")]


def requirements(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the requirements of the profile in hand, with their statements."""
    upper = incomplete.upper()
    return [
        CompletionItem(name, help=statement)
        for text in _files(_named(ctx))
        for name, statement in _STATEMENTS.findall(text)
        if name.upper().startswith(upper)
    ]


def requirements_and_classes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer requirements and conformance classes."""
    classes = dict.fromkeys(name for text in _files(_named(ctx)) for name in _CLASSES.findall(text))
    found = [CompletionItem(name) for name in classes if name.startswith(incomplete)]
    return [*requirements(ctx, param, incomplete), *found]


def partners(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the partners that can be played."""
    from harness.cli.terminal.mocks import mocks

    return [CompletionItem(name) for name in mocks() if name.startswith(incomplete)]


def _named(ctx: click.Context) -> tuple[str, ...]:
    """Return the profiles in hand: of the command line, else of the run file here, else all."""
    from harness.loading import shipped

    given = ctx.params.get("profile")
    if given:
        return (str(given),)
    try:
        text = Path("hallmark.yaml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return shipped()
    return tuple(re.findall(r"[a-z0-9-]+@[0-9][0-9A-Za-z.-]*", "\n".join(_profile_lines(text)))) or shipped()


def _profile_lines(text: str) -> Iterator[str]:
    inside = False
    for line in text.splitlines():
        inside = line.startswith("profile:") or (inside and line[:1] in (" ", "-"))
        if inside:
            yield line.partition("#")[0]


def _files(names: Iterable[str]) -> Iterator[str]:
    """Yield the texts of the profiles' requirement files; what cannot be read offers nothing."""
    from harness.errors import HallmarkError
    from harness.loading import find

    for name in names:
        try:
            for path in sorted((find(name) / "requirements").glob("*.yaml")):
                yield path.read_text(encoding="utf-8")
        except (HallmarkError, OSError, UnicodeDecodeError):
            continue
