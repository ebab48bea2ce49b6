"""`hallmark profile`: what those who write and publish profiles need, offline."""

from __future__ import annotations

import importlib

import click

VERBS: dict[str, str] = {
    "new": "Write a profile to start from.",
    "import": "Draft a profile from an OpenAPI description.",
    "record": "Take examples for a profile out of a run.",
    "lint": "Say all that is wrong with a profile, each with file and line.",
    "docs": "Write a profile as pages for people to read.",
    "pack": "Make one file of a profile, to be published.",
    "diff": "Say what a supplier certified on one version must do for another.",
}
"""Each lies in the module `profile_<name>`, as the command of its name, with a _ behind it where Python has it."""


class Verbs(click.Group):
    """The verbs of the table, imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the table's order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb, or return None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"harness.cli.profile_{cmd_name}")
        command = getattr(module, f"{cmd_name}_", None) or getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.command(cls=Verbs)
def profile() -> None:
    """Write, check, compare and publish profiles, without a product."""
