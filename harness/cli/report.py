"""`hallmark report`: writes a report of a run in one of several formats."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.output import write_out
from harness.cli.showing import report_of
from harness.judgement import judge
from harness.render import RENDERERS


@click.command()
@click.argument("evidence", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output."
)
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Run file that formats with a place for each finding point at; default hallmark.yaml.")  # fmt: skip
def report(evidence: Path, form: str, output: Path | None, config: Path | None) -> None:
    """Report on EVIDENCE, a sealed file or the folder of a run; it is judged anew for it."""
    data = RENDERERS[form](report_of(judge(evidence), config=config))
    if output is None:
        write_out(data)
    else:
        output.write_bytes(data)
        click.echo(f"wrote {output}", err=True)
