"""Shapes the values that several verbs take: a format with its file; each tells a shell what may be typed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    _OfWanted = click.ParamType["Wanted"]
else:
    # Older click knows no type of what it returns.
    _OfWanted = click.ParamType

STDOUT = Path("-")


class Wanted(NamedTuple):
    """A report that is asked for."""

    form: str
    file: Path
    """`STDOUT` for standard output."""


class WantedReport(_OfWanted):
    """`FORMAT=FILE`; `-` is standard output."""

    name = "format=file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Wanted:
        """Return format and file, or fail before anything is sent where the file could not be written."""
        from harness.render import RENDERERS

        form, equals, file = str(value).partition("=")
        if not equals or not file:
            self.fail(f"{value!r} is not FORMAT=FILE, as in junit=junit.xml.", param, ctx)
        if form not in RENDERERS:
            self.fail(f"there is no format {form!r}; there are {', '.join(RENDERERS)}.", param, ctx)
        path = Path(file)
        if path != STDOUT and (path.is_dir() or not path.absolute().parent.is_dir()):
            self.fail(f"{file!r} cannot be written: it is a folder, or lies in one that is not there.", param, ctx)
        return Wanted(form, path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Offer the formats; the file is the shell's affair."""
        from harness.render import RENDERERS

        return [CompletionItem(f"{form}=") for form in RENDERERS if form.startswith(incomplete)]
