"""The schedule as a Word document opens, repeats its heads, and is the same each time."""

from __future__ import annotations

import io
import zipfile

import docx
from sample_hostile import TEXTS, hostile
from sample_report import profile

from harness.render.schedule.docx import render
from harness.render.schedule.told import schedule


def test_it_opens_with_headings_tables_and_language() -> None:
    made = docx.Document(io.BytesIO(render(schedule(profile(), "keeper", (), "rules 1"))))
    assert [t.rows[1].cells[0].text for t in made.tables] == ["N-001", "N-008"]
    assert [p.text for p in made.paragraphs if p.style.name == "Heading 1"][1:] == ["Notes (notes)", "Links (links)"]
    assert all("tblHeader" in t.rows[0]._tr.xml for t in made.tables)
    assert made.core_properties.language == "en-GB"
    assert made.core_properties.title.startswith("Interoperability requirements")


def test_the_same_schedule_gives_the_same_bytes_whatever_the_day() -> None:
    data = render(schedule(profile(), "keeper", (), "rules 1"))
    assert data == render(schedule(profile(), "keeper", (), "rules 1"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_any_text_can_stand_in_it() -> None:
    for text in TEXTS.values():
        made = docx.Document(io.BytesIO(render(schedule(hostile(text).parts[0].profile, "keeper", (), "rules 1"))))
        assert len(made.tables) == 1
