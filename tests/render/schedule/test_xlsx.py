"""The schedule as a workbook has a row for each clause, room for an answer, and no formula."""

from __future__ import annotations

from sample_hostile import TEXTS, hostile
from sample_report import profile
from sheets import Sheets

from harness.render.schedule.told import schedule
from harness.render.schedule.xlsx import render


def test_each_clause_has_its_row_and_room_for_an_answer() -> None:
    sheet = Sheets(render(schedule(profile(), "keeper", (), "rules 1"))).book["Requirements"]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == [f"N-00{n}" for n in range(1, 9)]
    assert str(rows[0][-1]).startswith("Supplier's answer")
    assert {row[-1] for row in rows[1:]} == {None}
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:H9"


def test_no_text_is_a_formula_and_bytes_are_the_same() -> None:
    for text in ("=1+1", "@x", *TEXTS.values()):
        told = schedule(hostile(text).parts[0].profile, "keeper", (), "rules 1")
        assert Sheets(render(told)).formulas() == {}
        assert render(told) == render(told)
