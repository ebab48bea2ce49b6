"""Renders a comparison as a workbook: a sheet for each class, published weights, and scores that are formulas.

The award rests on the sheets `Summary` and `Weights`, which are locked. `What-if` holds weights that may be changed and
is marked as not for award. Texts are written as texts and never read for formulas.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from harness.compare.column import cell
from harness.compare.matrix import Comparison, Product
from harness.compare.score import exact, met, share, weighs
from harness.profile import ConformanceClass, Requirement
from harness.render.comparison.told import facts, reasons, standing, word_counts
from harness.render.inert import one_line
from harness.render.words import words

EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What the workbook says of when it was made: nothing that differs between two makings."""
LONGEST: Final = 2_000
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "plain": {"text_wrap": True, "valign": "top"},
    "loose": {"valign": "top"},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "title": {"bold": True, "font_size": 16},
    "warn": {"bold": True, "font_size": 14, "font_color": "#942514"},
    "number": {"num_format": "0.00", "valign": "top"},
    "total": {"num_format": "0.00", "bold": True, "top": 1, "valign": "top"},
    "open": {"num_format": "0.00", "bg_color": "#FFFADB", "border": 1, "locked": False},
    "met": {"font_color": "#005A30", "bg_color": "#E3F1EA", "underline": 1, "valign": "top"},
    "not_met": {"font_color": "#942514", "bg_color": "#FAE7E4", "underline": 1, "valign": "top"},
    "not_shown": {"font_color": "#594D00", "bg_color": "#FFFADB", "underline": 1, "valign": "top"},
    "other": {"font_color": "#383F43", "bg_color": "#EEEFEF", "underline": 1, "valign": "top"},
    "link": {"font_color": "#1A65A6", "underline": 1, "text_wrap": True, "valign": "top"},
}
FIRST: Final = 4
"""Column of the first product on the sheet of a class, from 0; before it stand id, level, what it counts as, text."""
TOP: Final = 6
"""Row of the first requirement on the sheet of a class, from 0."""
LINE: Final = 15
"""Height of a line, in points."""
SHARE: Final = 3
"""Row of the shares on the sheet of a class, from 0."""


def render(comparison: Comparison) -> bytes:
    """Return the workbook (ISO/IEC 29500)."""
    out = io.BytesIO()
    book = _Book(xlsxwriter.Workbook(out, OPTIONS), comparison)
    book.write()
    book.close()
    return out.getvalue()


def sheet_names(comparison: Comparison) -> dict[str, str]:
    """Return the name of each class's sheet: at most 31 characters, none that is not allowed, none twice."""
    found: dict[str, str] = {}
    for number, class_ in enumerate(comparison.classes, 1):
        # A class may be named by an address: its end tells classes apart.
        name = re.sub(r"[^A-Za-z0-9 _-]", "-", class_.id.rstrip("/").rpartition("/")[2])[:24].strip("-") or "class"
        taken = {"summary", "weights", "what-if", "left out", *(n.lower() for n in found.values())}
        found[class_.id] = f"{name} {number}" if name.lower() in taken else name
    return found


class _Book:
    """Writes the sheets; cells are named from 0, as the library has them."""

    def __init__(self, book: xlsxwriter.Workbook, comparison: Comparison) -> None:
        self.book, self.c, self.said = book, comparison, words()
        self.looks = {name: book.add_format(look) for name, look in LOOKS.items()}
        self.names = sheet_names(comparison)
        self.weighed = [c for c in comparison.classes if comparison.tender.weights.get(c.id)]
        self.widths: dict[str, defaultdict[int, int]] = {}
        self.lines: dict[tuple[str, int], int] = {}
        """Lines of each row that has more than one."""
        book.set_properties({"title": one_line(comparison.tender.title, 200), "created": EPOCH})
        book.set_calc_mode("auto")

    def write(self) -> None:
        """Write every sheet, in the order in which they are read."""
        sheets = {name: self.book.add_worksheet(name) for name in ("Summary", "Weights", "What-if")}
        self._weights(sheets["Weights"])
        self._summary(sheets["Summary"])
        self._what_if(sheets["What-if"])
        for class_ in self.c.classes:
            self._class(self.book.add_worksheet(self.names[class_.id]), class_)
        self._left(self.book.add_worksheet("Left out"))

    def close(self) -> None:
        self.book.close()

    def _text(self, sheet: Any, row: int, column: int, value: object, look: str = "plain") -> None:
        text = one_line(str(value), LONGEST)
        sheet.write_string(row, column, text, self.looks[look])
        if self.looks[look].text_wrap:
            self._high(sheet, row, column, text)

    def _high(self, sheet: Any, row: int, column: int, text: str) -> None:
        """Make a row high enough for a text that is wrapped: viewers that do not lay out anew would cut it off."""
        lines = -(-len(text) // int(self.widths[sheet.name][column] * 0.95))
        if lines > self.lines.get((sheet.name, row), 1):
            self.lines[sheet.name, row] = lines
            sheet.set_row(row, LINE * lines)

    def _columns(self, sheet: Any, *widths: int, more: int = 34) -> None:
        """Set the widths of the columns, `more` for those after, and how the sheet is printed."""
        self.widths[sheet.name] = defaultdict(lambda: more, enumerate(widths))
        for column in range(len(widths) + len(self.c.products)):
            sheet.set_column(column, column, self.widths[sheet.name][column])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _link(self, sheet: Any, row: int, column: int, target: str, text: str, look: str) -> None:
        sheet.write_url(row, column, f"external:{target}", self.looks[look], one_line(text, 250))

    def _heads(self, sheet: Any, row: int, first: int) -> None:
        for p in self.c.products:
            name = facts(p, self.said)["product"]
            self._link(sheet, row, first + p.number - 1, p.evidence, f"{p.number}. {name}", "link")

    def _weights(self, sheet: Any) -> None:
        """Published weights, locked: row 3 has what a recommendation weighs, the classes follow."""
        self._columns(sheet, 60, 14)
        self._text(sheet, 0, 0, self.said("compare.award"), "title")
        self._text(sheet, 1, 0, self.said("compare.fixed", digest=self.c.tender_digest), "loose")
        self._weight_rows(sheet, lambda place, value: sheet.write_number(*place, value, self.looks["number"]))
        sheet.protect()

    def _weight_rows(self, sheet: Any, put: Any) -> None:
        self._text(sheet, 3, 0, self.said("compare.should_weighs"))
        sheet.write_number(3, 1, self.c.tender.should, self.looks["number"])
        self._text(sheet, 4, 0, self.said("paper.class"), "head")
        self._text(sheet, 4, 1, self.said("compare.weight"), "head")
        for row, class_ in enumerate(self.weighed, 5):
            self._text(sheet, row, 0, f"{class_.title} ({class_.id})")
            put((row, 1), self.c.tender.weights[class_.id])

    def _summary(self, sheet: Any) -> None:
        self._columns(sheet, 60)
        self._text(sheet, 0, 0, self.c.tender.title, "title")
        self._text(sheet, 1, 0, self.said("compare.fixed", digest=self.c.tender_digest), "loose")
        self._text(sheet, 3, 0, self.said("compare.product"), "head")
        self._heads(sheet, 3, 1)
        self._text(sheet, 4, 0, self.said("compare.standing"), "head")
        for p in self.c.products:
            self._text(sheet, 4, p.number, self.said(f"standing.{p.scored.standing}"))
            self._text(sheet, 5, p.number, standing(p, self.said))
        self._points(sheet, 7, "Weights")
        row = 7 + len(self.weighed) + 3
        for key in facts(self.c.products[0], self.said) if self.c.products else ():
            self._text(sheet, row, 0, self.said(f"fact.{key}"), "head")
            for p in self.c.products:
                self._text(sheet, row, p.number, facts(p, self.said)[key])
            row += 1
        for key in ("rule_share", "rule_total", "rule_open", "rule_none", "limit_evidence", "limit_runs"):
            row += 1
            self._text(sheet, row, 0, self.said(f"compare.{key}", should=self.c.tender.should))
        self._text(sheet, row + 1, 0, word_counts(self.c, self.said))
        sheet.freeze_panes(4, 1)
        sheet.protect()

    def _points(self, sheet: Any, top: int, weights: str) -> None:
        """Write points by class and the total as formulas over the sheets of the classes and one sheet of weights."""
        self._text(sheet, top, 0, self.said("compare.points"), "head")
        last, ours = top + len(self.weighed), len(self.weighed)
        for index, class_ in enumerate(self.weighed):
            self._text(sheet, top + 1 + index, 0, f"{class_.title} ({class_.id})")
            for p in self.c.products:
                met = xl_rowcol_to_cell(SHARE, FIRST + p.number - 1)
                formula = f"={weights}!$B${6 + index}*'{self.names[class_.id]}'!{met}"
                value = float(p.scored.points[class_.id])
                sheet.write_formula(top + 1 + index, p.number, formula, self.looks["number"], value)
        self._text(sheet, last + 1, 0, self.said("compare.score"), "head")
        for p in self.c.products:
            name = xl_col_to_name(p.number)
            total = f"100*SUM({name}{top + 2}:{name}{last + 1})/SUM({weights}!$B$6:$B${5 + ours})"
            qualifies = self.said("standing.qualifies")
            formula = f'=IF(Summary!{name}$5="{qualifies}",{total},"{self.said("compare.no_score")}")'
            score = float(p.scored.total) if p.scored.total is not None else self.said("compare.no_score")
            sheet.write_formula(last + 1, p.number, formula, self.looks["total"], score)

    def _what_if(self, sheet: Any) -> None:
        """Weights that may be changed; they begin as the published ones."""
        self._columns(sheet, 60)
        self._text(sheet, 0, 0, self.said("compare.what_if"), "warn")
        self._weight_rows(sheet, lambda place, value: self._published(sheet, place, value))
        top = 5 + len(self.weighed) + 2
        self._text(sheet, top - 1, 0, self.said("compare.product"), "head")
        self._heads(sheet, top - 1, 1)
        self._points(sheet, top, "'What-if'")
        sheet.protect()

    def _published(self, sheet: Any, place: tuple[int, int], value: float) -> None:
        sheet.write_formula(*place, f"=Weights!{xl_rowcol_to_cell(*place)}", self.looks["open"], value)

    def _class(self, sheet: Any, class_: ConformanceClass) -> None:
        rows = self.c.requirements(class_.id)
        self._columns(sheet, 14, 12, 12, 60, more=24)
        sheet.repeat_rows(TOP - 1)
        self._text(sheet, 0, 0, f"{class_.title} ({class_.id})", "title")
        self._text(sheet, 1, 0, class_.explain, "loose")
        self._text(sheet, SHARE, 0, self.said("compare.share"), "loose")
        for column, word in enumerate(("paper.requirement", "paper.level", "compare.counts", "paper.asks")):
            self._text(sheet, TOP - 1, column, self.said(word), "head")
        self._heads(sheet, TOP - 1, FIRST)
        for p in self.c.products:
            self._share(sheet, p, class_, len(rows))
        for row, r in enumerate(rows, TOP):
            self._row(sheet, row, r)
        sheet.freeze_panes(TOP, FIRST)
        if rows:
            sheet.autofilter(TOP - 1, 0, TOP + len(rows) - 1, FIRST + len(self.c.products) - 1)

    def _share(self, sheet: Any, product: Product, class_: ConformanceClass, count: int) -> None:
        """Write the share of a class as a formula over the cells below, and beside it what it is made of."""
        column = FIRST + product.number - 1
        name, last = xl_col_to_name(column), TOP + max(count, 1)
        counts, cells = f"$C${TOP + 1}:$C${last}", f"{name}${TOP + 1}:{name}${last}"
        should = "Weights!$B$4"
        taken, away = met(self.c.tender), self.said("cell.not_applicable")

        def counted(level: str, word: str) -> str:
            return f'COUNTIFS({counts},"{level}",{cells},"{word}")'

        asked = "+".join(
            f'{weight}(COUNTIF({counts},"{level}")-{counted(level, away)})'
            for level, weight in (("MUST", ""), ("SHOULD", f"{should}*"))
        )
        musts, shoulds = ("+".join(counted(v, self.said(f"cell.{t}")) for t in taken) for v in ("MUST", "SHOULD"))
        done = f"{musts}+{should}*({shoulds})"
        value = float(share(product.column, self.c.profile, class_.id, taken).of(exact(self.c.tender.should)))
        sheet.write_formula(SHARE, column, f"=IF({asked}=0,0,({done})/({asked}))", self.looks["number"], value)

    def _row(self, sheet: Any, row: int, requirement: Requirement) -> None:
        counts = weighs(requirement)
        self._text(sheet, row, 0, requirement.id)
        self._text(sheet, row, 1, requirement.level.value)
        self._text(sheet, row, 2, counts.value if counts is not None else self.said("compare.counts_nothing"))
        self._text(sheet, row, 3, requirement.statement)
        for p in self.c.products:
            word = cell(p.column, requirement)
            target = p.evidence if p.column.finding(requirement.id) is None else f"{p.evidence}#{requirement.id}"
            look = word if word in LOOKS else "other"
            self._link(sheet, row, FIRST + p.number - 1, target, self.said(f"cell.{word}"), look)

    def _left(self, sheet: Any) -> None:
        self._columns(sheet, 40, 40, 20, 60)
        self._text(sheet, 0, 0, self.said("compare.left"), "title")
        self._text(sheet, 1, 0, self.said("compare.left_intro" if self.c.left else "compare.left_none"), "loose")
        for column, word in enumerate(("file", "digest", "answer", "why")):
            self._text(sheet, 3, column, self.said(f"compare.{word}"), "head")
        for row, one in enumerate(self.c.left, 4):
            values = (one.file, one.digest, self.said(f"answer.{one.answer}"), " ".join(reasons(one)))
            for column, value in enumerate(values):
                self._text(sheet, row, column, value)
        sheet.freeze_panes(4, 0)
