"""`hallmark challenge`: signs with what seed, by what profile and in what time a supplier is to gather evidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.completing import profiles
from harness.cli.terminal.output import write_text


@click.command()
@click.option("--tender", required=True, help="The tender, by a name that its documents have.")
@click.option("--supplier", required=True, help="The supplier, as its run file has it.")
@click.option("--profile", required=True, shell_complete=profiles, help="The profile (id@version).")
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The first day of the run.")
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day of the time stamp.")
@click.option("--seed", type=int, help="Else one is drawn.")
@click.option("--exchanges", type=click.IntRange(0), default=0, show_default=True, help="The least that is exchanged.")
@key_option("Your private key")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The challenge.")
def challenge(
    tender: str, supplier: str, profile: str, opens: datetime, closes: datetime, seed: int | None, exchanges: int,
    key: str, out: Path,
) -> None:  # fmt: skip
    """Pose a challenge to one supplier: a run that answers it was not chosen after it was seen.

    The supplier gives it to `hallmark run --challenge`, and you to `hallmark verify --challenge`. Runs that were not
    declared cannot be excluded: a seed that nobody knew before, and a time stamp, make them worth less.
    """
    from harness.certificate.challenge import CHALLENGE, Challenge
    from harness.certificate.word import give
    from harness.cli.terminal.naming import new_seed
    from harness.cli.terminal.obtaining import place
    from harness.errors import DeclarationError
    from harness.loading import load_bundle

    found = load_bundle(place(profile)).profile
    if closes < opens:
        raise DeclarationError("it closes before it opens", where="--closes")
    posed = Challenge(
        tender=tender,
        supplier=supplier,
        profile=found.name,
        profile_digest=found.digest,
        seed=new_seed() if seed is None else seed,
        opens=opens.date().isoformat(),
        closes=closes.date().isoformat(),
        exchanges=exchanges,
    )
    out.write_bytes(give(CHALLENGE, posed, {posed.profile: posed.profile_digest}, signer(key)))
    write_text(f"{out}: {tender}, {supplier}, seed {posed.seed}, {posed.opens} to {posed.closes}")
