"""`hallmark profile`: what those who write and publish profiles need, offline."""

from __future__ import annotations

import click

from harness.cli.terminal.verbs import Table, Verbs

VERBS: Table = {
    "new": ("authoring.profile_new", "Write a profile to start from."),
    "import": ("authoring.profile_import", "Draft a profile from an OpenAPI description."),
    "record": ("authoring.profile_record", "Take examples for a profile out of a run."),
    "lint": ("authoring.profile_lint", "Say all that is wrong with a profile, each with file and line."),
    "docs": ("authoring.profile_docs", "Write a profile as pages for people to read."),
    "pack": ("authoring.profile_pack", "Make one file of a profile, to be published."),
    "diff": ("authoring.profile_diff", "Say what a supplier certified on one version must do for another."),
}
"""Each with the module that it lies in and what it does."""


@click.command(cls=Verbs, verbs=VERBS)
def profile() -> None:
    """Write, check, compare and publish profiles, without a product."""
