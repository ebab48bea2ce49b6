"""`hallmark contract vendor`: brings all that an API description refers to into one file."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The JSON file to write.")
@click.option("--root", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder that files may lie in; default: that of FILE.")  # fmt: skip
@click.option("--ca", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="PEM file of the authorities to trust instead of the usual ones.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def vendor(source: str, out: Path, root: Path | None, ca: Path | None, as_json: bool) -> None:
    """Bring what an OpenAPI description refers to into one file, with the digest of each document that it came from.

    Nothing else of Hallmark fetches a reference. Hosts are spoken to by HTTPS alone, and without credentials.

    Exit codes: 0 all was brought in, 1 some references were left as they were, 3 nothing was written.
    """
    import orjson

    from harness.cli.terminal.output import write_json, write_text
    from harness.contract.vendor import vendor as bring
    from harness.gather.descriptions.vendoring import Documents, is_url

    folder = root or (Path() if is_url(source) else Path(source).parent)
    address = source if is_url(source) else _within(Path(source), folder)
    found = bring(Documents(folder, ca), address)
    out.write_bytes(orjson.dumps(found.document, option=orjson.OPT_INDENT_2) + b"\n")
    if as_json:
        sources = [{"address": each, "sha256": sha} for each, sha in found.sources]
        write_json({"out": str(out), "sources": sources, "missing": [each._asdict() for each in found.missing]})
    else:
        lines = [f"{sha}  {each}" for each, sha in found.sources]
        lines += [f"not brought in: {each.reference} (at {each.where}): {each.reason}" for each in found.missing]
        write_text("\n".join([*lines, f"written: {out}"]))
    raise SystemExit(1 if found.missing else 0)


def _within(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        raise click.UsageError(f"{path} does not lie in {folder}") from None
