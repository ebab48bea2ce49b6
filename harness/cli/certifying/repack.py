"""`hallmark repack`: restores the one form of a bundle that was unpacked and packed again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from harness.cli.terminal.output import write_text


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The restored bundle.")
def repack(archive: Path, out: Path) -> None:
    """Write ARCHIVE, a bundle that another program packed, as Hallmark does, if every content is what was signed.

    Of a volume, it puts the bundle together from the set, whose volumes lie in one folder.
    """
    from harness.certificate.repacking import repack as restore
    from harness.cli.certifying.opening import plain

    part = out.with_name(out.name + ".part")
    try:
        with tempfile.TemporaryDirectory(prefix="hallmark-repack-") as folder, part.open("wb") as target:
            opened, unpacked = Path(folder) / "opened", Path(folder) / "unpacked"
            opened.mkdir()
            unpacked.mkdir()
            left = restore(plain(archive, None, opened), unpacked, target)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    write_text(f"{out}: restored; check it with hallmark verify")
    for name in left:
        write_text(f"  left out, as nobody signed it: {name}")
