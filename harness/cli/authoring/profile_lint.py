"""`hallmark profile lint`: all that is wrong with a profile, each with file and line."""

from __future__ import annotations

import click

from harness.cli.terminal.completing import profiles


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def lint(profile: str, as_json: bool) -> None:
    """Hold PROFILE (id, id@version or folder) against all that a profile must be.

    Its files, references and rules, its description and scenarios, and its examples, each of which must judge as its
    folder says. The age at which its explanations are read with ease is told as well.

    Exit codes: 0 nothing is wrong, 3 something is.
    """
    from dataclasses import asdict

    from harness.authoring.linting import flaws
    from harness.authoring.remarks import median_age, remarks
    from harness.cli.terminal.obtaining import place
    from harness.cli.terminal.output import write_json, write_text
    from harness.errors import CannotRun
    from harness.loading import load_bundle
    from harness.render.prose import sentence

    folder = place(profile)
    wrong = flaws(folder, sentence)
    bundle = None if wrong else load_bundle(folder)
    told = remarks(bundle) if bundle else ()
    age = median_age(bundle.profile) if bundle else None
    if as_json:
        write_json({"flaws": [asdict(flaw) for flaw in wrong], "remarks": told, "reading_age": age})
    else:
        for flaw in wrong:
            click.echo(str(flaw), err=True)
        for remark in told:
            write_text(f"remark: {remark}")
        if bundle:
            write_text(f"{bundle.profile.name}: nothing wrong; half of its explanations suit readers of {age:.0f}")
    if wrong:
        raise SystemExit(CannotRun.exit_code)
