"""`hallmark reseal`: takes named places out of a run's evidence, seals it anew, and judges it again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from harness.cli.terminal.output import write_json, write_text

RECORD = "resealed.json"


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--redact", "places", multiple=True, required=True, metavar="PLACE",
              help="What stands there goes, wherever it stands; as certify prints it; may be repeated.")  # fmt: skip
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="New folder; default RUN-resealed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object on standard output.")
def reseal(run: Path, places: tuple[str, ...], out: Path | None, as_json: bool) -> None:
    """Write the run in the folder RUN anew, without what stands at PLACE, and judge it again.

    RUN stays as it is. The new run has a seal of its own; resealed.json says from which run it is and what was taken.
    What shows a violation may be among it, so its context, and with it every certificate, says how many places were
    taken out and what the verdict was before. Exit code: that of the new verdict.
    """
    import msgspec

    from harness import archive
    from harness.cli.running.carrying import WRITTEN
    from harness.cli.terminal.showing import report_of
    from harness.errors import DeclarationError
    from harness.judgement import COPIES, judge
    from harness.leaks.places import place_of
    from harness.leaks.taking import said, taken_out
    from harness.render import RENDERERS

    folder = out or run.with_name(f"{run.name}-resealed")
    if folder.exists():
        raise DeclarationError("there is something here already", where=str(folder), hint="Give another --out.")
    before = judge(run)
    evidence, taken = taken_out(before.evidence, tuple(map(place_of, places)))
    evidence = said(evidence, len(taken), before.decision.value)
    key = archive.new_key(folder, os.urandom)
    archive.write(folder, evidence, key)
    if (run / COPIES).is_dir():
        shutil.copytree(run / COPIES, folder / COPIES)
    judgement = judge(folder)
    for form, file in WRITTEN.items():
        (folder / file).write_bytes(RENDERERS[form](report_of(judgement)))
    record = {
        "from": archive.seal_of(run).root,
        "to": archive.seal_of(folder).root,
        "verdict": {"before": before.decision.value, "after": judgement.decision.value},
        "taken": [msgspec.to_builtins(one) for one in taken],
    }
    (folder / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n")
    if as_json:
        write_json({"run": str(folder), **record})
    else:
        write_text(f"{folder}: {judgement.decision.value} (before: {before.decision.value})")
        for one in taken:
            write_text(f"  taken: {one.place}")
    raise SystemExit(judgement.exit_code)
