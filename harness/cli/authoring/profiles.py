"""`hallmark profiles`: lists the profiles, or the requirements of one."""

from __future__ import annotations

import textwrap

import click

from harness.cli.terminal import completing
from harness.cli.terminal.obtaining import place
from harness.cli.terminal.output import write_json, write_text
from harness.loading import load_bundle, shipped
from harness.profile import NotTested, Profile


@click.command()
@click.argument("profile", required=False, shell_complete=completing.profiles)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def profiles(profile: str | None, as_json: bool) -> None:
    """List the profiles that are here, or say what PROFILE (id or id@version) asks."""
    if profile is None:
        names = shipped()
        write_json({"profiles": names}) if as_json else write_text("\n".join(names))
        return
    found = load_bundle(place(profile)).profile
    write_json(found) if as_json else write_text("\n".join(_lines(found)))


def _lines(profile: Profile) -> list[str]:
    lines = [
        f"{profile.name}: {profile.title}",
        f"published by {profile.publisher}; {profile.digest}",
        f"{profile.owner or profile.publisher} answers for it",
        *(["This profile is a draft: not all of it is built, and it may change."] if profile.status == "draft" else []),
        "",
        *textwrap.wrap(profile.summary.strip(), 110),
        "",
    ]
    for notice in profile.notice:
        lines += textwrap.wrap(f"! {notice}", 110, subsequent_indent="  ")
    for role in profile.roles:
        own = profile.of_role(role.id)
        untested = sum(isinstance(r.rule, NotTested) for r in own)
        lines += ["", f"role {role.id}: {len(own)} requirements, {len(own) - untested} tested, {untested} not tested"]
        for conformance_class in profile.classes:
            mine = [r for r in own if r.class_ == conformance_class.id]
            if mine:
                lines += ["", f"  {conformance_class.id}: {conformance_class.title}"]
                lines += [
                    f"    {r.id}  {r.level.value:<6}  {r.statement}"
                    + (" [not tested]" if isinstance(r.rule, NotTested) else "")
                    for r in mine
                ]
    return lines
