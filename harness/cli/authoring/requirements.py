"""`hallmark requirements`: writes a profile as a schedule of requirements for a tender."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.terminal.completing import profiles
from harness.cli.terminal.output import write_out


@click.command()
@click.option("--profile", required=True, shell_complete=profiles, help="Profile, id@version or folder.")
@click.option("--role", default="", help="Role that the product takes; default the first that can be tested.")
@click.option("--class", "classes", multiple=True, help="Only this class; may be repeated.")
@click.option("--format", "form", type=click.Choice(["md", "docx", "xlsx"]), default="md", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else standard output.")
def requirements(profile: str, role: str, classes: tuple[str, ...], form: str, out: Path | None) -> None:
    """Write what a profile asks in words that a buyer can paste into a specification."""
    from harness.cli.terminal.obtaining import place
    from harness.loading import load_bundle
    from harness.render.schedule import renderer
    from harness.render.schedule.told import schedule
    from harness.rules import RULEBOOK

    found = load_bundle(place(profile)).profile
    roles = [r.id for r in found.roles]
    chosen = role or next((r for r in roles if found.testable_classes(r)), roles[0])
    if chosen not in roles:
        raise click.BadParameter(f"there is no role {role!r}; there are {', '.join(roles)}", param_hint="--role")
    known = list(dict.fromkeys(r.class_ for r in found.of_role(chosen)))
    for name in classes:
        if name not in known:
            raise click.BadParameter(f"there is no class {name!r}; there are {', '.join(known)}", param_hint="--class")
    data = renderer(form)(schedule(found, chosen, classes, RULEBOOK))
    if out is None:
        write_out(data)
    else:
        out.write_bytes(data)
        click.echo(f"wrote {out}", err=True)
