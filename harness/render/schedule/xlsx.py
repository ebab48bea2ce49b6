"""Renders a schedule as a workbook, with a column in which suppliers answer; no text in it is read for a formula."""

from __future__ import annotations

import io
from typing import Final

import xlsxwriter

from harness.render.comparison.xlsx import EPOCH, OPTIONS
from harness.render.schedule.told import Schedule
from harness.render.words import words

WIDTHS: Final = (12, 10, 60, 36, 36, 50, 24)


def render(schedule: Schedule) -> bytes:
    """Return the workbook: how to use it on one sheet, all clauses on the other."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    book.set_properties({"title": schedule.title[:200], "created": EPOCH})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    first, sheet = book.add_worksheet("How to use it"), book.add_worksheet("Requirements")
    first.set_column(0, 0, 120)
    texts = (schedule.title, *schedule.intro, schedule.notice_title, *schedule.notices)
    for row, text in enumerate(texts):
        first.write_string(row, 0, text, head if text in (schedule.title, schedule.notice_title) else wrap)
    said = words()
    heads = ("class", *schedule.heads, said("schedule.answer"))
    for column, (text, width) in enumerate(zip(heads, (20, *WIDTHS), strict=True)):
        sheet.write_string(0, column, said("paper.class") if text == "class" else text, head)
        sheet.set_column(column, column, width)
    rows = [(g.title, c.id, c.level, c.text, c.shown, c.source, c.why) for g in schedule.groups for c in g.clauses]
    for number, values in enumerate(rows, 1):
        for column, text in enumerate(values):
            sheet.write_string(number, column, text, wrap)
        sheet.write_blank(number, len(values), None, wrap)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)
    book.close()
    return out.getvalue()
