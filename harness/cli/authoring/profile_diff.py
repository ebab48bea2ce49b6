"""`hallmark profile diff`: what a supplier who was certified on one version of a profile must do for another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from harness.cli.terminal.completing import profiles

if TYPE_CHECKING:
    from harness.authoring.comparing import Comparison
    from harness.loading import Bundle


@click.command()
@click.argument("before", shell_complete=profiles)
@click.argument("after", shell_complete=profiles)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def diff(before: str, after: str, as_json: bool) -> None:
    """Compare two profiles, BEFORE and AFTER (id@version or folder), requirement by requirement and class by class.

    Exit codes: 0 every certificate on BEFORE says as much as one on AFTER would, 1 something must be shown or judged
    again, 3 could not compare.
    """
    from dataclasses import asdict

    from harness.authoring.comparing import Todo, compare
    from harness.cli.terminal.obtaining import place
    from harness.cli.terminal.output import write_json, write_text
    from harness.loading import load_bundle

    old, new = load_bundle(place(before)), load_bundle(place(after))
    found = compare(old, new)
    write_json(asdict(found)) if as_json else write_text("\n".join([*_lines(found), *_described(old, new)]))
    raise SystemExit(1 if any(fate.todo is not Todo.NOTHING for fate in found.fates) else 0)


def _described(old: Bundle, new: Bundle) -> Iterator[str]:
    """Yield what is not the same in the descriptions, where both profiles bring one."""
    from harness.contract.changes import changes
    from harness.render.changes import sentence

    found = () if old.of_subject or new.of_subject else changes(old.contract, new.contract)
    if found:
        yield ""
        yield "What products are held against is not the same:"
        yield from (f"  {change.operation}: {sentence(change)}" for change in found)


def _lines(found: Comparison) -> Iterator[str]:
    from harness.authoring.comparing import Todo

    yield f"from {found.before} to {found.after}"
    if found.changed and found.before == found.after:
        yield "They are not the same, and have the same name: a profile that was published gets another version."
    yield ""
    yield "What becomes of a certificate:"
    for fate in found.fates:
        stands = fate.todo is Todo.NOTHING
        because = f" for {', '.join(fate.requirements)}" if fate.requirements else ""
        yield f"  {fate.role}, {fate.class_}: {'it stands' if stands else f'{fate.todo}{because}'}"
    yield ""
    yield f"{len(found.changed)} of the requirements are not the same:" if found.changed else "Nothing changed."
    for one in found.changed:
        yield f"  {one.requirement} ({one.level}, {one.class_}): {'; '.join(one.what)} - to do: {one.todo}"
