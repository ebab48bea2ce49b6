"""Renders a schedule as a Word document (ISO/IEC 29500); the same schedule gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from harness.render.schedule.told import Group, Schedule

EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)
WIDTHS: Final = (18, 18, 86, 45, 45, 55)
"""Of the columns, in millimetres: an A4 page that lies on its side."""


def render(schedule: Schedule) -> bytes:
    """Return the document."""
    document = docx.Document()
    _page(document, schedule.title)
    document.add_heading(schedule.title, 0)
    for paragraph in schedule.intro:
        document.add_paragraph(paragraph)
    document.add_heading(schedule.notice_title, 1)
    for notice in schedule.notices:
        document.add_paragraph(notice, style="List Bullet")
    for group in schedule.groups:
        _group(document, group, schedule.heads)
    out = io.BytesIO()
    document.save(out)
    return _timeless(out.getvalue())


def _page(document: Any, title: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = title, "Hallmark", "", "en-GB"
    properties.created = properties.modified = EPOCH
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.element.get_or_add_rPr().append(language)


def _group(document: Any, group: Group, heads: tuple[str, ...]) -> None:
    document.add_heading(f"{group.title} ({group.id})", 1)
    document.add_paragraph(group.explain)
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], heads, bold=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for c in group.clauses:
        _fill(table.add_row(), (c.id, c.level, c.text, c.shown, c.source, c.why))


def _fill(row: Any, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width = Mm(width)
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = bold, Pt(8)


def _timeless(data: bytes) -> bytes:
    """Return the same archive with every member dated 1980: the library stamps each with the present."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
