"""`hallmark explain`: says in plain English what a requirement asks, why, and how it is shown."""

from __future__ import annotations

import textwrap

import click

from harness.cli.terminal.completing import profiles, requirements
from harness.cli.terminal.obtaining import place
from harness.cli.terminal.output import write_text
from harness.errors import ProfileError
from harness.loading import load_bundle, shipped
from harness.profile import NotTested, Profile, Requirement
from harness.render.probing import probe_words


@click.command()
@click.argument("requirement", shell_complete=requirements)
@click.option(
    "--profile",
    default="",
    shell_complete=profiles,
    help="Profile to look in (id, id@version or folder); else all that are here.",
)
def explain(requirement: str, profile: str) -> None:
    """Explain REQUIREMENT, such as IT-012."""
    for name in (profile,) if profile else shipped():
        found = load_bundle(place(name)).profile
        match = found.requirement(requirement) or found.requirement(requirement.upper())
        if match is not None:
            write_text("\n".join(_lines(found, match)))
            return
    raise ProfileError(
        f"no profile here has a requirement {requirement!r}",
        hint="`hallmark profiles` and `hallmark profiles ID` list them.",
    )


def _lines(profile: Profile, r: Requirement) -> list[str]:
    source = profile.sources[r.source.ref]
    lines = [
        f"{r.id} ({r.level.value}, class {r.class_}, role {r.role}) in {profile.name}",
        "",
        *textwrap.wrap(r.statement, 100),
        "",
        *textwrap.wrap(r.explain, 100),
        "",
        f"Basis: {r.basis.value}. Source: {source.title}, {r.source.clause or 'as a whole'}. {source.url}".rstrip(),
    ]
    if isinstance(r.rule, NotTested):
        return [*lines, f"Not tested: {r.rule.reason}"]
    return [
        *lines,
        f"Shown by: {'; '.join(probe_words(p) for p in r.probes)}",
        f"Judged by: rule {r.rule.rule}; deciding cases at least: {r.effort.probes}",
        *([f"Needs: {', '.join(r.needs)}"] if r.needs else []),
    ]
