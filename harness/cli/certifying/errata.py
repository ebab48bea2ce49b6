"""`hallmark errata`: signs what was found to be wrong with a profile or a rule after it was published."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.certifying.signer import key_option, signer
from harness.cli.terminal.output import write_text


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--publisher", required=True, help="Who publishes the profile.")
@key_option()
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The signed errata.")
def errata(file: Path, publisher: str, key: str, out: Path) -> None:
    """Sign FILE, a YAML mapping of what is wrong to why, as in `incident-transfer@1.0 IT-012: read clause d wrongly`.

    `hallmark verify --errata` then accepts no certificate that rests on it.
    """
    from harness.certificate.errata import ERRATA, Errata
    from harness.certificate.word import give
    from harness.errors import DeclarationError
    from harness.yamlfile import load

    value = load(file, DeclarationError).value
    if not isinstance(value, dict) or not value:
        raise DeclarationError("errata are a mapping of what is wrong to why", where=str(file))
    found = {str(name): str(why) for name, why in value.items()}
    out.write_bytes(give(ERRATA, Errata(publisher=publisher, found=found), {}, signer(key)))
    write_text(f"{out}: {len(found)} signed by {publisher}")
