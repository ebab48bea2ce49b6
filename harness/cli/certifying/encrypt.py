"""`hallmark encrypt`: covers the evidence and the reports of a bundle by a buyer's key."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from harness.cli.terminal.output import write_text


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "recipients", multiple=True, required=True, metavar="age1...",
              help="The buyer's public key; may be repeated.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The covered bundle.")
def encrypt(bundle: Path, recipients: tuple[str, ...], out: Path) -> None:
    """Cover evidence and reports of BUNDLE, so that nobody but the buyer reads them (age, X25519).

    What is certified stays readable. The buyer checks it by `hallmark verify --identity`; the digests that were signed
    are of what is covered.
    """
    from harness.certificate.covering import cover, recipient
    from harness.certificate.zipform import write
    from harness.cli.certifying.opening import bundle_members

    to = tuple(map(recipient, recipients))
    members = bundle_members(bundle)
    part = out.with_name(out.name + ".part")
    with tempfile.TemporaryDirectory(prefix="hallmark-encrypt-") as folder, part.open("wb") as target:
        write(target, cover(bundle, members, to, Path(folder)))
    part.replace(out)
    write_text(f"{out}: evidence and reports covered for {len(to)} {'reader' if len(to) == 1 else 'readers'}")
