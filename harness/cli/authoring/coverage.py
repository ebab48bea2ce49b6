"""`hallmark coverage`: writes a profile's COVERAGE.md, or says that it is stale."""

from __future__ import annotations

import click

from harness.cli.terminal.completing import profiles
from harness.cli.terminal.mocks import mocks_for
from harness.cli.terminal.obtaining import place
from harness.coverage import coverage as table
from harness.errors import MockError
from harness.loading import load_bundle, reference_of


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.option("--check", is_flag=True, help="Write nothing; exit 3 when the file is stale.")
def coverage(profile: str, check: bool) -> None:
    """Write COVERAGE.md of PROFILE (id, id@version or folder) from the profile and the mocks for it."""
    from harness.judgement import check as check_rules

    bundle = reference_of(load_bundle(place(profile)))
    check_rules(bundle)
    killers = killers_of(bundle.profile.name)
    unknown = sorted(set(killers) - {r.id for r in bundle.profile.requirements})
    if unknown:
        raise MockError(
            f"{', '.join(killers[unknown[0]])} kills {unknown[0]}, which {bundle.profile.name} does not have",
            hint="Correct `kills` in the mock's defects.yaml.",
        )
    text = table(bundle.profile, bundle.folder, killers)
    path = bundle.folder / "COVERAGE.md"
    if not check:
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}", err=True)
    elif not path.is_file() or path.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{path} is stale; run `hallmark coverage {profile}`")


def killers_of(profile: str) -> dict[str, tuple[str, ...]]:
    """Return for each requirement the planted defects, of any mock for that profile, that must kill it."""
    from harness.cli.partners.sender_recording import senders_for
    from harness.partner.defects import list_defects
    from harness.partner.sender.terms import list_sender_defects

    found: dict[str, tuple[str, ...]] = {}
    for name, _ in mocks_for(profile):
        for defect in list_defects(name):
            for requirement in defect.kills:
                found[requirement] = (*found.get(requirement, ()), defect.name)
    for name in senders_for(profile):
        for vice in list_sender_defects(name):
            for requirement in vice.kills:
                found[requirement] = (*found.get(requirement, ()), vice.name)
    return found
