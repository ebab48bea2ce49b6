"""Carries a run out from orders to reports: gathers, judges, and writes every form into the folder of the run."""

from __future__ import annotations

from pathlib import Path

from harness.cli.assembling import Assembled, orders
from harness.cli.progress import watching
from harness.cli.showing import report_of
from harness.gather.run import gather
from harness.judgement import Judgement, judge
from harness.render import RENDERERS

WRITTEN = {"text": "report.txt", "json": "verdict.json", "junit": "junit.xml", "html": "report.html"}


def carry_out(
    assembled: Assembled, folder: Path, name: str, *, plain: bool, resume: bool = False
) -> tuple[Judgement, int]:
    """Return the judgement and the exit code; a fault of ours on the way is exit 4, whatever the verdict."""
    with watching(plain) as progress:
        gathered = gather(orders(assembled, folder, name, progress, resume=resume))
    judgement = judge(gathered.evidence)
    code = 4 if gathered.faults else judgement.exit_code
    report = report_of(judgement, code)
    for form, file in WRITTEN.items():
        (folder / file).write_bytes(RENDERERS[form](report))
    return judgement, code
