"""`hallmark countersign`: adds the signature of whoever watched a run to its bundle."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.output import write_text


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@key_option()
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The countersigned bundle.")
def countersign(bundle: Path, key: str, out: Path) -> None:
    """Sign what BUNDLE says once more, as the force or the laboratory that watched the run.

    Check it with `hallmark verify` first: whoever signs answers for what it says of the witness.
    """
    from harness.certificate.envelope import countersign as once_more
    from harness.certificate.issue import SIGNED
    from harness.certificate.zipform import rewrite
    from harness.cli.certifying.opening import bundle_members

    mine = signer(key)
    members = bundle_members(bundle)
    part = out.with_name(out.name + ".part")
    try:
        with part.open("wb") as target:
            rewrite(target, bundle, members, {name: lambda data: once_more(data, mine) for name in SIGNED})
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    write_text(f"{out}: countersigned")
