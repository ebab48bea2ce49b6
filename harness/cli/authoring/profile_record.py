"""`hallmark profile record`: takes examples for a profile out of a run, the fewest exchanges that show each."""

from __future__ import annotations

import re
from pathlib import Path

import click

from harness.cli.terminal.completing import profiles

_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@click.option("--as", "name", default="recorded", help="What the example's file is called; default: recorded.")
@click.option("--only", multiple=True, metavar="REQ", help="Only this requirement; may be repeated.")
def record(profile: str, run: Path, name: str, only: tuple[str, ...]) -> None:
    """Judge RUN by PROFILE (a folder) and write what it showed as examples, by requirement and outcome.

    A right product gives examples that conform, one with a fault such that violate: name the fault with --as. Examples
    hold what was sent and answered; read them before you publish them. Exit codes: 0 all were written, 2 some were not.
    """
    from harness.cli.partners.recording import record as take
    from harness.cli.partners.recording import recordable
    from harness.cli.terminal.output import write_text
    from harness.errors import ProfileError
    from harness.judgement import judge
    from harness.loading import load_bundle, reference_of
    from harness.verdict import Outcome

    if not _NAME.fullmatch(name) or name.startswith("."):
        raise ProfileError(f"{name!r} is no name for an example", hint="Write letters, digits, hyphens and full stops.")
    folder = Path(profile)
    bundle = reference_of(load_bundle(folder))
    judgement = judge(run, str(folder))
    outcomes = {f.requirement: f.outcome for f in judgement.judged[0].verdict.findings}
    wrong = []
    for requirement in recordable(bundle, judgement.judged[0].subject.role, only):
        outcome = outcomes.get(requirement.id, Outcome.NOT_TESTED)
        if outcome in (Outcome.CONFORMS, Outcome.VIOLATES):
            line = take(bundle, requirement, judgement, outcome, f"{name}.json")
            write_text(line or f"{requirement.id}: {outcome}/{name}.json")
            wrong += [line] if line else []
        else:
            write_text(f"{requirement.id}: the run shows nothing of it ({outcome})")
            wrong += [requirement.id] if requirement.id in only else []
    raise SystemExit(2 if wrong else 0)
