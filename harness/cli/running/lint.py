"""`hallmark lint`: holds run files and profiles against what they must be, without a product and offline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from harness.cli.terminal.output import write_text
from harness.errors import CannotRun, DeclarationError

UNSET: Final = "https://unset.example.org"
"""An address that nobody has (RFC 2606)."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--profile", default="", help="Hold run files against this profile (id@version or folder).")
def lint(files: tuple[Path, ...], profile: str) -> None:
    """Check FILES: run files, and files or folders of profiles. Environment variables need not be set.

    Profiles are held against all that `hallmark profile lint` knows, their examples judged; that verb also takes names.
    """
    wrong: dict[str, None] = {}
    seen: set[Path] = set()
    for file in files:
        folder = profile_of(file)
        if folder in seen:
            continue
        try:
            if folder is None:
                check_run_file(file, profile)
            else:
                seen.add(folder)
                wrong |= dict.fromkeys(flaws_of(folder))
        except CannotRun as error:
            wrong[str(error)] = None
    for message in wrong:
        click.echo(message, err=True)
    if wrong:
        raise SystemExit(CannotRun.exit_code)
    write_text(f"{len(files)} {'file' if len(files) == 1 else 'files'}: nothing wrong")


def profile_of(file: Path) -> Path | None:
    """Return the folder of the profile that a file belongs to; None where it belongs to none."""
    places = [file, *file.resolve().parents]
    return next((place.resolve() for place in places if (place / "profile.yaml").is_file()), None)


def flaws_of(folder: Path) -> tuple[str, ...]:
    """Return all that is wrong with a profile, as `hallmark profile lint` says it."""
    from harness.authoring.linting import flaws
    from harness.render.prose import sentence

    return tuple(map(str, flaws(folder, sentence)))


def check_run_file(file: Path, profile: str) -> None:
    """Read a run file and hold it against its profiles. Raises DeclarationError and ProfileError."""
    from harness.cli.running.assembling import aim_of, bundles_of, declaration_of
    from harness.gather.plan import limited

    declared = declaration_of(file, profile, "", "", _variables(file))
    aims = tuple(aim_of(bundle, declared.declaration) for bundle in bundles_of(declared))
    limited(aims, ())
    known = {r.id for aim in aims for r in aim.profile.of_role(aim.role)}
    for deviation in declared.declaration.known_deviations:
        if deviation.requirement not in known:
            named = ", ".join(aim.profile.name for aim in aims)
            message = f"no requirement of {named} is called {deviation.requirement}"
            raise DeclarationError(message, where=f"{file}: known_deviations")


def _variables(file: Path) -> dict[str, str]:
    """Return the environment variables that a run file names; one that is not set stands for an address."""
    from harness.cli.running.assembling import environment
    from harness.sealed import VARIABLE

    text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    return {name: environment().get(name, UNSET) for name in re.findall(VARIABLE, text)}
