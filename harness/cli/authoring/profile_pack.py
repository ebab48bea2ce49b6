"""`hallmark profile pack`: a profile as one file, to be published and used apart from Hallmark's releases."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.completing import profiles


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default: ID-VERSION.zip.")
@key_option(required=False)
def pack(profile: str, out: Path | None, key: str | None) -> None:
    """Check PROFILE (id, id@version or folder) and pack it into one file, and say how others use it.

    The same profile gives the same file. Exit codes: 0 written, 3 something is wrong with the profile.
    """
    from harness.authoring.linting import flaws
    from harness.authoring.packing import pack as write
    from harness.cli.terminal.obtaining import place
    from harness.cli.terminal.output import write_text
    from harness.errors import CannotRun
    from harness.loading import load_bundle

    folder = place(profile)
    wrong = flaws(folder)
    for flaw in wrong:
        click.echo(str(flaw), err=True)
    if wrong:
        raise SystemExit(CannotRun.exit_code)
    found = load_bundle(folder).profile
    target = out or Path(f"{found.id}-{found.version}.zip")
    sha256 = write(folder, target, signer(key) if key else None).removeprefix("sha256:")
    signed = "signed" if key else "not signed"
    write_text(f"wrote {target}: {found.name}, {signed}\nuse: hallmark run --profile '{target}#sha256={sha256}' ...")
