"""`hallmark samples`: makes five bundles to practise on, the keys of their suppliers and a tender that they answer."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.terminal.output import write_json, write_text

TOLD = {
    "acme": "genuine, and meets all that it claims",
    "bolt": "genuine, with three defects",
    "cord": "tampered with: Acme's bundle under another name",
    "dale": "expired, from a run of long ago",
    "evan": "genuine, and claims two classes of six",
}


@click.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
@click.option("--plain", is_flag=True, help="Progress in whole lines, without a bar.")
def samples(out: Path, as_json: bool, plain: bool) -> None:
    """Make five sample bundles from runs against the reference partner on this machine; nothing leaves it.

    Suppliers and products are invented. The runs are real, and are told again under the names of the samples.
    """
    from harness.cli.certifying.sampling import make

    deadline = make(out, plain)
    if as_json:
        write_json({"out": str(out), "deadline": deadline, "bundles": TOLD})
        return
    for name, told in TOLD.items():
        write_text(f"{out / name}.zip: {told}")
    write_text(f"{out / 'tender.yaml'}: terms with the deadline {deadline}; the keys lie in {out / 'trusted'}")
