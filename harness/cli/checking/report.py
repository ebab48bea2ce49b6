"""`hallmark report`: writes a report of a run in one of several formats."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from harness.cli.checking.accepting import accepted
from harness.cli.checking.snapshots import repeated
from harness.cli.terminal.output import write_out
from harness.cli.terminal.showing import report_of
from harness.cli.terminal.writing import write_report
from harness.judgement import judge
from harness.render import RENDERERS
from harness.render.words import CODE, ENGLISH


@click.command()
@click.argument("evidence", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "form", type=click.Choice(list(RENDERERS)), default="text", show_default=True)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output."
)
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Run file that formats with a place for each finding point at; default hallmark.yaml.")  # fmt: skip
@click.option("--lang", "language", default=ENGLISH, show_default=True, metavar="CODE",
              help="Language of the explanations in HTML and PDF, as far as the profile has them.")  # fmt: skip
@click.option("--rerun", type=click.Path(exists=True, path_type=Path), metavar="RUN",
              help="A repetition of what failed: HTML says what was met in it. It changes no result.")  # fmt: skip
@click.option("--accept", "waivers", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="A buyer's waiver that HTML and PDF show; may be repeated.")  # fmt: skip
@click.option("--trust", "trusted", multiple=True, metavar="buyer=KEY|DIR", help="Whose waivers count.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Hold waivers against this day; default today.")
def report(
    evidence: Path, form: str, output: Path | None, config: Path | None, language: str, rerun: Path | None,
    waivers: tuple[Path, ...], trusted: tuple[str, ...], as_of: datetime | None,
) -> None:  # fmt: skip
    """Report on EVIDENCE, a sealed file or the folder of a run; it is judged anew for it."""
    if not re.fullmatch(CODE, language):
        raise click.BadParameter(f"{language!r} is no code of a language; write it as cy.", param_hint="--lang")
    judgement = judge(evidence)
    told = report_of(judgement, config=config, language=language)
    if waivers:
        day = (as_of or datetime.now(UTC)).date()
        told = msgspec.structs.replace(told, accepted=accepted(judgement, waivers, trusted, day))
    if rerun is not None:
        told = msgspec.structs.replace(told, flakes=repeated(evidence, rerun))
    if output is None:
        write_out(RENDERERS[form](told))
    else:
        write_report(form, told, output)
        click.echo(f"wrote {output}", err=True)
