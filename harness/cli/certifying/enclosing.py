"""Makes what a bundle holds for people to read, when it is issued and again when it is checked."""

from __future__ import annotations

import msgspec

from harness.cli.terminal.showing import report_of
from harness.judgement import Judgement
from harness.program import program
from harness.render import RENDERERS
from harness.render.restricted import ANNEX, restricted, said_in
from harness.verify.enclosed import Maker

REPORTS = {"html": "report.html", "text": "report.txt", "json": "result.json"}


def reports(judgement: Judgement) -> dict[str, bytes]:
    """Return the reports that go along, by file; paths of this machine do not."""
    report = msgspec.structs.replace(report_of(judgement), out="", evidence="evidence.jsonl.gz")
    return {file: RENDERERS[form](report) for form, file in REPORTS.items()}


def maker() -> Maker:
    """Return what makes the reports of a bundle again."""
    return Maker(
        program=program(),
        reports=lambda judgement: {f"reports/{file}": data for file, data in reports(judgement).items()},
        annex=lambda judgement, data: {ANNEX: restricted(judgement, *said_in(data))},
    )
