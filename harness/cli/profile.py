"""`hallmark profile`: what those who write and publish profiles need, offline."""

from __future__ import annotations

import click

from harness.cli.verbs import Verbs

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


@click.command(cls=Verbs, verbs=VERBS, module="harness.cli.profile_{}")
def profile() -> None:
    """Write, check, compare and publish profiles, without a product."""
