"""Groups verbs that are imported when they are called, so that `hallmark --help` answers at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

Table = Mapping[str, tuple[str, str]]
"""Verbs in the order of their help: of each the module that it lies in, below `harness.cli`, and what it does."""


class Verbs(click.Group):
    """The verbs of a table, imported one at a time."""

    def __init__(self, *args: Any, verbs: Table, **options: Any) -> None:
        """`verbs` is what the group has.

        In its module a verb is the command of its name, a hyphen being an underscore, with a _ behind it where Python
        has that name.
        """
        super().__init__(*args, **options)
        self._verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the table's order."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb, or return None for an unknown one."""
        if cmd_name not in self._verbs:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"harness.cli.{self._verbs[cmd_name][0]}")
        command = getattr(module, f"{name}_", None) or getattr(module, name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; for one that is not there the nearest one is named."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from harness.fit import nearest

            near = nearest(args[0], self._verbs)
            raise click.UsageError(f"{error.message.rstrip('.')}. {near}".rstrip(), ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, says) for name, (_, says) in self._verbs.items()])
