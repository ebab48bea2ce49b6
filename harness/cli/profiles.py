"""`hallmark profiles`: lists the profiles, or the requirements of one."""

from __future__ import annotations

import click

from harness.loading import find, load_bundle, shipped
from harness.profile import NotTested, Profile


@click.command()
@click.argument("profile", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def profiles(profile: str | None, as_json: bool) -> None:
    """List the profiles that are here, or say what PROFILE (id or id@version) asks."""
    if profile is None:
        names = shipped()
        click.echo(_json({"profiles": names}) if as_json else "\n".join(names))
        return
    found = load_bundle(find(profile)).profile
    click.echo(_json(found) if as_json else "\n".join(_lines(found)))


def _lines(profile: Profile) -> list[str]:
    lines = [f"{profile.name}: {profile.title}", f"published by {profile.publisher}", "", profile.summary.strip(), ""]
    lines += [f"! {notice}" for notice in profile.notice]
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


def _json(value: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
