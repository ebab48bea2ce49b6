"""`hallmark contract`: what can be done with an API description alone, without a product."""

from __future__ import annotations

import click

from harness.cli.verbs import Verbs

VERBS: dict[str, str] = {
    "compile": "Read a description, and say what could not be read and what is odd about it.",
    "lint": "Say what is odd about a description.",
    "vendor": "Bring all that a description refers to into one file.",
    "diff": "Say what changed between two versions of a description, and which requirements that puts at risk.",
}
"""Each lies in the module `contract_<name>`, as the command of its name, with a _ behind it where Python has it."""


@click.command(cls=Verbs, verbs=VERBS, module="harness.cli.contract_{}")
def contract() -> None:
    """Work with API descriptions, without a product and offline."""
