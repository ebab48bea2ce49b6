"""`hallmark examples`: records a profile's examples from its reference partner, perfect and with planted defects."""

from __future__ import annotations

import click

from harness.cli.terminal.completing import profiles


@click.command()
@click.argument("profile", shell_complete=profiles)
@click.option("--only", multiple=True, metavar="REQ", help="Only this requirement; may be repeated.")
def examples(profile: str, only: tuple[str, ...]) -> None:
    """Write examples/REQ/conforms and violates of PROFILE (id, id@version or folder) from real runs.

    Exit 0 when every requirement came out both ways, else 2.
    """
    from harness.cli.partners.recording import conforming, recordable, violating
    from harness.cli.partners.sender_recording import sender_examples, senders_for
    from harness.cli.terminal.mocks import reference
    from harness.cli.terminal.obtaining import place
    from harness.cli.terminal.output import write_text
    from harness.loading import load_bundle, reference_of
    from harness.partner.defects import list_defects
    from harness.partner.sender.terms import sender

    bundle = reference_of(load_bundle(place(profile)))
    mock, role = reference(bundle.profile.name)
    calling = {sender(name).role: name for name in senders_for(bundle.profile.name)}
    own = {role: {r.id for r in bundle.profile.of_role(role)} for role in (role, *calling)}
    asked = {each: tuple(id for id in only if id in own[each]) for each in own}
    unknown = set(only) - {id for ids in asked.values() for id in ids}
    wanted = recordable(bundle, role, (*asked[role], *unknown)) if asked[role] or unknown or not only else []
    wrong = conforming(bundle, mock, wanted, asked[role]) if wanted else []
    defects = list_defects(mock)
    for requirement in wanted:
        killers = [defect.name for defect in defects if requirement.id in defect.kills]
        if not killers:
            wrong.append(f"{requirement.id}: no planted defect kills it")
        for killer in killers:
            click.echo(f"{requirement.id}: {killer}", err=True)
            wrong += violating(bundle, mock, requirement, killer)
    for each, name in calling.items():
        if asked[each] or not only:
            also = recordable(bundle, each, asked[each])
            wrong += sender_examples(bundle, name, also)
            wanted = [*wanted, *also]
    for line in wrong:
        write_text(line)
    click.echo(f"requirements recorded: {len(wanted)}; examples that are not as they should be: {len(wrong)}", err=True)
    raise SystemExit(2 if wrong else 0)
