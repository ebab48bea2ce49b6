"""`hallmark init`: writes a commented hallmark.yaml to start from."""

from __future__ import annotations

from pathlib import Path

import click

from harness.content import root
from harness.errors import DeclarationError


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path), default=Path("hallmark.yaml"))
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(path: Path, force: bool) -> None:
    """Write a commented run file to PATH (hallmark.yaml)."""
    if path.exists() and not force:
        raise DeclarationError("there is a file already", where=str(path), hint="--force overwrites it.")
    path.write_text((root("reports") / "templates" / "hallmark.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    click.echo(f"wrote {path}: fill in the address and the credentials, then `hallmark preflight`", err=True)
