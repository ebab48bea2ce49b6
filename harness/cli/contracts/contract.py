"""`hallmark contract`: what can be done with an API description alone, without a product."""

from __future__ import annotations

import click

from harness.cli.terminal.verbs import Table, Verbs

VERBS: Table = {
    "compile": (
        "contracts.contract_compile",
        "Read a description, and say what could not be read and what is odd about it.",
    ),
    "lint": ("contracts.contract_lint", "Say what is odd about a description."),
    "vendor": ("contracts.contract_vendor", "Bring all that a description refers to into one file."),
    "diff": (
        "contracts.contract_diff",
        "Say what changed between two versions of a description, and which requirements that puts at risk.",
    ),
}
"""Each with the module that it lies in and what it does."""


@click.command(cls=Verbs, verbs=VERBS)
def contract() -> None:
    """Work with API descriptions, without a product and offline."""
