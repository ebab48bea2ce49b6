"""`hallmark judge`: judges evidence again, offline; the same bytes give the same verdict."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.collecting import seldom
from harness.cli.completing import profiles
from harness.cli.obtaining import place
from harness.cli.showing import show
from harness.judgement import judge as judge_evidence


@click.command()
@click.argument("evidence", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--profile",
    default="",
    shell_complete=profiles,
    help="Judge by this profile (id@version or folder) instead of the one kept.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def judge(evidence: Path, profile: str, as_json: bool) -> None:
    """Judge EVIDENCE, a sealed file or the folder of a run, without a network."""
    with seldom():
        judgement = judge_evidence(evidence, str(place(profile)) if profile else "")
    show(judgement, "json" if as_json else "text")
    raise SystemExit(judgement.exit_code)
