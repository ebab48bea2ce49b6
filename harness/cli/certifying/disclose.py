"""`hallmark disclose`: makes a derivative of a bundle from which the evidence of some requirements is withheld."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from harness.cli.terminal.output import write_text


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--withhold", "wanted", multiple=True, required=True, metavar="REQ|CLASS",
              help="Of this nothing is shown but its outcome; may be repeated.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The disclosure.")
def disclose(bundle: Path, wanted: tuple[str, ...], out: Path) -> None:
    """Write what of BUNDLE may be shown to others: its certificate, and the evidence without what is withheld.

    `hallmark verify` says of it how many requirements were judged again and how many are withheld; it is never
    confirmed as a whole. Reports and what is restricted do not go along. What is left proves its place under the seal
    that was signed.
    """
    import msgspec

    from harness.archive.disclosed import DISCLOSED
    from harness.archive.disclosed import disclose as write_disclosed
    from harness.archive.journal import SEALED
    from harness.canonical import canonical
    from harness.certificate.disclosing import DISCLOSURE, choose
    from harness.certificate.zipform import Source, Stored, write
    from harness.cli.certifying.opening import bundle_members
    from harness.judgement import judge
    from harness.verify.bundle import lay_out

    members = bundle_members(bundle)
    part = out.with_name(out.name + ".part")
    with tempfile.TemporaryDirectory(prefix="hallmark-disclose-") as name:
        folder = Path(name)
        sealed = lay_out(bundle, members, folder)
        choice = choose(judge(sealed), wanted)
        with (folder / DISCLOSED).open("wb") as target:
            count = write_disclosed(sealed, choice.ids, target)
        kept: dict[str, Source] = {
            name: Stored(bundle, member)
            for name, member in members.items()
            if name != SEALED and not name.startswith(("reports/", "restricted/"))
        }
        kept[DISCLOSED] = folder / DISCLOSED
        kept[DISCLOSURE] = canonical({"withheld": msgspec.to_builtins(choice.requirements)})
        with part.open("wb") as target:
            write(target, kept)
    part.replace(out)
    write_text(f"{out}: {count} exchanges withheld, and with them {len(choice.requirements)} requirements:")
    write_text("  " + ", ".join(one.requirement for one in choice.requirements))
