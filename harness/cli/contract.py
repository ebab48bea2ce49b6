"""`hallmark contract`: what can be done with an API description alone, without a product."""

from __future__ import annotations

import importlib

import click

VERBS: dict[str, str] = {
    "compile": "Read a description, and say what could not be read and what is odd about it.",
    "lint": "Say what is odd about a description.",
    "vendor": "Bring all that a description refers to into one file.",
    "diff": "Say what changed between two versions of a description, and which requirements that puts at risk.",
}
"""Each lies in the module `contract_<name>`, as the command of its name, with a _ behind it where Python has it."""


class Verbs(click.Group):
    """The verbs of the table, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the table's order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb, or return None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"harness.cli.contract_{cmd_name}")
        command = getattr(module, f"{cmd_name}_", None) or getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs)
def contract() -> None:
    """Work with API descriptions, without a product and offline."""
