"""The schedule in Markdown has a row for each clause, and takes no text for markup."""

from __future__ import annotations

from sample_hostile import TEXTS, hostile
from sample_report import profile

from harness.render.schedule.md import render
from harness.render.schedule.told import schedule


def test_each_clause_has_its_row() -> None:
    text = render(schedule(profile(), "keeper", (), "rules 1")).decode()
    rows = [line for line in text.splitlines() if line.startswith(("| N\\-", "| N-"))]
    assert len(rows) == 8
    assert text.startswith("# Interoperability requirements")


def test_no_text_opens_a_table_or_a_line() -> None:
    for text in TEXTS.values():
        told = render(schedule(hostile(text).parts[0].profile, "keeper", (), "rules 1")).decode()
        assert all(line.replace("\\|", "").count("|") in (0, 7) for line in told.splitlines()), text
        assert "<script" not in told
