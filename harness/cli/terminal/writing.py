"""Writes a report into a file; a large one in HTML gets a folder beside it for what one page has no room for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from harness.render import FURTHER, RENDERERS
from harness.render.report import Paged, Report

OURS: Final = b"Hallmark, further page of a report"
"""Stands near the start of every further page."""
_START: Final = 2_000


def write_report(form: str, report: Report, file: Path) -> None:
    """Write `report` in one of the forms of RENDERERS; further pages of an earlier report of that name go."""
    beside = file.with_name(f"{file.stem}-details")
    told = msgspec.structs.replace(report, paged=Paged(page=file.name, folder=beside.name))
    file.write_bytes(RENDERERS[form](told))
    if form not in FURTHER:
        return
    _clear(beside)
    for name, content in FURTHER[form](told):
        beside.mkdir(exist_ok=True)
        (beside / name).write_bytes(content)


def _clear(folder: Path) -> None:
    """Take away the further pages of an earlier report, and nothing that is not ours."""
    for page in folder.glob("*.html"):
        with page.open("rb") as opened:
            ours = OURS in opened.read(_START)
        if ours:
            page.unlink()
