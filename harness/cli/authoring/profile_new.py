"""`hallmark profile new`: a profile to start from, which passes its own lint."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--title", default="", help="What people call it; left out: made from ID.")
@click.option("--publisher", default="", help="Who publishes it.")
@click.option(
    "--dir",
    "into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("profiles"),
    help="Folder to write into.",
)
def new(id_: str, title: str, publisher: str, into: Path) -> None:
    """Write a new profile ID, version 0.1: description, scenarios, requirements and examples, all to be replaced.

    Exit codes: 0 written, 3 not.
    """
    from harness.authoring.scaffold import scaffold
    from harness.cli.terminal.output import write_text

    folder = scaffold(id_, into, title=title, publisher=publisher)
    write_text(f"wrote {folder}\nnext: hallmark profile lint {folder}")
