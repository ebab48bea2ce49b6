"""`hallmark judge`: judges evidence again, offline; the same bytes give the same verdict."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.terminal.collecting import seldom
from harness.cli.terminal.completing import profiles
from harness.cli.terminal.obtaining import place
from harness.cli.terminal.showing import show
from harness.judgement import judge as judge_evidence


def hold(rulebook: str) -> None:
    """Raise DeclarationError where this copy judges by another rulebook than the one that was asked for."""
    from harness.errors import DeclarationError
    from harness.rules import RULEBOOK

    if rulebook not in ("", RULEBOOK):
        hint = f"Judge by {RULEBOOK}, or get the copy of Hallmark that has the other."
        raise DeclarationError(f"this copy judges by {RULEBOOK}, and not by {rulebook}", where="--rulebook", hint=hint)


@click.command()
@click.argument("evidence", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--profile",
    default="",
    shell_complete=profiles,
    help="Judge by this profile (id@version or folder) instead of the one kept.",
)
@click.option("--rulebook", default="", metavar="NAME", help="Judge by this rulebook, or not at all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def judge(evidence: Path, profile: str, rulebook: str, as_json: bool) -> None:
    """Judge EVIDENCE, a sealed file or the folder of a run, without a network.

    With --profile and --rulebook the evidence of all bidders is judged alike, whatever each was gathered by.
    """
    hold(rulebook)
    with seldom():
        judgement = judge_evidence(evidence, str(place(profile)) if profile else "")
    show(judgement, "json" if as_json else "text")
    raise SystemExit(judgement.exit_code)
