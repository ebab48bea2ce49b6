"""`hallmark profile import`: a first draft of a profile from an API description."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import")
@click.argument("id_", metavar="ID")
@click.option(
    "--openapi",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The description; what it refers to is read from its folder alone.",
)
@click.option(
    "--dir",
    "into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("profiles"),
    help="Folder to write into.",
)
def import_(id_: str, openapi: Path, into: Path) -> None:
    """Draft the profile ID, version 0.1, from an OpenAPI description: a requirement for each operation.

    What nothing can be held against becomes a requirement that is not tested, with the reason.
    Exit codes: 0 written, 3 not.
    """
    from harness.authoring.drafting import draft
    from harness.cli.terminal.output import write_text
    from harness.contract.vendor import Refused, vendor
    from harness.gather.descriptions.vendoring import Documents, is_url

    documents = Documents(openapi.parent)

    def read(address: str, base: str) -> tuple[str, bytes]:
        if is_url(address) or is_url(base):
            raise Refused("it lies elsewhere; bring it in first with `hallmark contract vendor`")
        return documents(address, base)

    found = vendor(read, openapi.name)
    drafted = draft(found.document, id_, into)
    lines = [f"not brought in: {each.reference} (at {each.where}): {each.reason}" for each in found.missing]
    lines += [f"not tested: {operation}: {why}" for operation, why in drafted.untested]
    lines += [f"wrote {drafted.folder}: {drafted.tested} requirements are tested, {len(drafted.untested)} are not"]
    write_text("\n".join([*lines, f"next: hallmark profile lint {drafted.folder}"]))
