"""`hallmark compare`: lays the verified bundles of several suppliers beside each other, by the terms of one tender."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness.cli.terminal.output import write_json, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.certificate.keys import PublicKey
    from harness.compare.column import Column, Left
    from harness.compare.entering import Known
    from harness.compare.matrix import Comparison
    from harness.compare.tender import Tender
    from harness.loading import Bundle
    from harness.render.report import Report


@click.command()
@click.argument("bundles", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tender", "tender_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The terms (YAML): profile, mandatory classes, weights, suppliers.")  # fmt: skip
@click.option("--trust", "trusted", multiple=True, required=True, metavar="[ROLE=]KEY|DIR",
              help="Public keys that the tender names, or a folder of them; publisher=KEY for errata.")  # fmt: skip
@click.option("--tender-digest", default="", metavar="sha256:...",
              help="Refuse to open any bundle unless the tender has this digest.")  # fmt: skip
@click.option("--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Your private key, where evidence is covered by it (age).")  # fmt: skip
@click.option("--errata", "found_wrong", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE", help="What a publisher signed of its profiles later; may be repeated.")  # fmt: skip
@click.option("--tsa", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PEM",
              help="Certificates of the time stamping authorities that you trust.")  # fmt: skip
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as one JSON object.")
def compare(
    bundles: tuple[Path, ...], tender_file: Path, trusted: tuple[str, ...], tender_digest: str,
    identity: Path | None, found_wrong: tuple[Path, ...], tsa: Path | None, out: Path, as_json: bool,
) -> None:  # fmt: skip
    """Compare the products in BUNDLES. Only verified bundles enter; the others are listed with the reason.

    Everything is reckoned as on the tender's deadline. Exit codes: 0 products were compared, 2 no bundle entered.
    """
    from harness import __version__
    from harness.cli.certifying.enclosing import maker
    from harness.cli.certifying.trusting import authorities, errata, trust, withdrawn
    from harness.cli.terminal.progress import note
    from harness.compare.entering import Known
    from harness.compare.matrix import compare as put_together
    from harness.compare.tender import TenderError, hold, read
    from harness.loading import find, load_bundle

    found = read(tender_file)
    note(f"tender {found.digest}")
    if tender_digest and tender_digest != found.digest:
        raise TenderError(f"the tender's digest is {found.digest}", where=str(tender_file),
                          hint="It is not the tender that was published; no bundle was opened.")  # fmt: skip
    pinned = load_bundle(find(found.tender.profile))
    hold(found, pinned)
    keys, roles = trust(trusted)
    known = Known(
        withdrawn=withdrawn(),
        errata=errata(found_wrong, keys, roles),
        authorities=authorities(tsa),
        maker=maker(),
    )
    with tempfile.TemporaryDirectory(prefix="hallmark-compare-") as folder:
        entered: list[Column | Left] = []
        for number, path in enumerate(bundles):
            place = Path(folder) / str(number)
            place.mkdir()
            entered.append(_entered(path, identity, place, found.tender, keys, pinned, known))
        comparison = put_together(found.tender, found.digest, pinned, entered, __version__)
        write(comparison, out)
    if as_json:
        import msgspec

        write_json(msgspec.json.decode((out / "comparison.json").read_bytes()))
    else:
        _show(comparison, out)
    raise SystemExit(0 if comparison.products else 2)


def _entered(
    path: Path,
    identity: Path | None,
    folder: Path,
    tender: Tender,
    keys: Mapping[str, PublicKey],
    pinned: Bundle,
    known: Known,
) -> Column | Left:
    """Let one bundle in, joined of its volumes and uncovered where it has to be; it goes by the name of its file."""
    import msgspec

    from harness.cli.certifying.chaining import digest_of
    from harness.cli.certifying.opening import plain
    from harness.compare.column import Left
    from harness.compare.entering import NOT_COMPARABLE, enter
    from harness.errors import EvidenceError
    from harness.verdict import Because

    opened, laid_out = folder / "opened", folder / "laid-out"
    opened.mkdir()
    laid_out.mkdir()
    try:
        whole = plain(path, identity, opened)
    except EvidenceError as error:
        why = Because(code="not-opened", params={"why": error.message})
        return Left(file=path.name, digest=digest_of(path), answer=NOT_COMPARABLE, because=(why,))
    return msgspec.structs.replace(enter(whole, tender, keys, pinned, laid_out, known), file=path.name)


def write(comparison: Comparison, out: Path) -> None:
    """Write every form of a comparison, and for each product the report on its evidence."""
    from harness.cli.terminal.writing import write_report
    from harness.render.comparison import FORMS, renderer

    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("product-*.html"):
        old.unlink()
    for product in comparison.products:
        write_report("html", _evidence(product.column), out / product.evidence)
    for file, form in FORMS.items():
        (out / file).write_bytes(renderer(form)(comparison))


def _evidence(column: Column) -> Report:
    """Return our own report on a product's evidence: nothing that a supplier wrote is taken over."""
    import msgspec

    from harness.cli.terminal.showing import report_of

    return msgspec.structs.replace(report_of(column.judgement), out="", evidence="evidence.jsonl.gz")


def _show(comparison: Comparison, out: Path) -> None:
    from harness.render.comparison.told import asked, facts, reasons, standing, total
    from harness.render.inert import one_line
    from harness.render.words import words

    said = words()
    for product in comparison.products:
        name = f"{product.column.supplier}, {facts(product, said)['product']}"
        line = f"{product.number}. {name}: {total(product, said)}. {standing(product, said)}"
        write_text(one_line(line))
    for number, text in asked(comparison):
        write_text(one_line(f"ask about {number}: {text}"))
    for one in comparison.left:
        answer = said(f"answer.{one.answer}")
        write_text(one_line(f"left out: {one.file}: {answer}: {' '.join(reasons(one))}"))
    write_text(f"wrote {out / 'comparison.html'}, .xlsx, .csv and .json")
