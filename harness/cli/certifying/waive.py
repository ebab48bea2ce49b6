"""`hallmark waive`: signs that, for this buyer, a requirement need not be met by a product until a day."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.completing import profiles
from harness.cli.terminal.output import write_text


@click.command()
@click.argument("requirement")
@click.option("--profile", required=True, shell_complete=profiles, help="The profile that asks it (id@version).")
@click.option("--product", required=True, help="The product's name, as its certificate has it.")
@click.option("--product-version", "version", required=True, help="The release that it is for.")
@click.option("--supplier", required=True, help="Its supplier, as its certificate has it.")
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--reason", required=True, help="Why it is accepted.")
@click.option("--expires", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it counts.")
@key_option("Your private key")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The waiver.")
def waive(
    requirement: str, profile: str, product: str, version: str, supplier: str, owner: str, reason: str,
    expires: click.DateTime, key: str, out: Path,
) -> None:  # fmt: skip
    """Sign a waiver for REQUIREMENT: it counts in `verify --accept` for who trusts your key, and changes no verdict.

    It is for one release of the product, and for the profile as it is now; for any other it is not applied.
    """
    from datetime import datetime

    from harness.certificate.waiver import Waiver, signed
    from harness.cli.terminal.obtaining import place
    from harness.errors import DeclarationError
    from harness.loading import load_bundle

    bundle = load_bundle(place(profile))
    if bundle.profile.requirement(requirement) is None:
        hint = f"`hallmark profiles {bundle.profile.name}` lists them."
        raise DeclarationError(f"there is no requirement {requirement!r}", where=bundle.profile.name, hint=hint)
    assert isinstance(expires, datetime)
    waiver = Waiver(
        requirement=requirement,
        profile=bundle.profile.name,
        profile_digest=bundle.profile.digest,
        product=product,
        product_version=version,
        supplier=supplier,
        owner=owner,
        reason=reason,
        expires=expires.date().isoformat(),
    )
    out.write_bytes(signed(waiver, signer(key)))
    write_text(f"{out}: {requirement} accepted until {waiver.expires} by {owner}")
