"""The workbook's formulas give the scores that we give, follow the weights, and no text of a supplier is one."""

from __future__ import annotations

import io
import zipfile

import msgspec
import pytest
from compared import by_word, column, comparison, good, half, met
from sheets import Sheets

from harness.compare.column import Left
from harness.profile import ConformanceClass
from harness.render.comparison.xlsx import render, sheet_names
from harness.verdict import Because


def scores(book: Sheets, sheet: str) -> list[object]:
    (row,) = [c.row for c in book.book[sheet]["A"] if c.value == "Score, of 100"]
    return [book.value(sheet, f"{column}{row}") for column in "BC"]


def test_the_formulas_give_the_scores_that_are_kept_beside_them() -> None:
    book = Sheets(render(comparison(should=0.5)))
    for (sheet, cell), formula in book.formulas().items():
        kept = book.kept[sheet][cell].value
        assert book.work_out(sheet, formula) == pytest.approx(kept), (sheet, cell, formula)
    assert len(book.formulas()) > 10
    # Bolt's notes: one MUST of two; its one recommendation, not run, weighs a half: 1 of 2.5.
    assert scores(book, "Summary") == [pytest.approx(100), pytest.approx(60 * 1 / 2.5 + 40)]


def test_what_if_follows_its_own_weights_and_the_award_does_not() -> None:
    book = Sheets(render(comparison()))
    assert scores(book, "What-if") == scores(book, "Summary") == [pytest.approx(100), pytest.approx(70)]
    assert str(book.book["What-if"]["B6"].value).startswith("=Weights!")
    book.book["What-if"]["B6"] = 0
    assert scores(book, "What-if") == [pytest.approx(100), pytest.approx(100)]
    assert scores(book, "Summary") == [pytest.approx(100), pytest.approx(70)]


def test_a_changed_cell_changes_the_score() -> None:
    book = Sheets(render(comparison()))
    (row,) = [c.row for c in book.book["notes"]["A"] if c.value == "N-002"]
    book.book["notes"][f"F{row}"] = "Met"
    assert scores(book, "Summary")[1] == pytest.approx(100)


@pytest.mark.parametrize("attested, score", [(True, 100), (False, 40)])
def test_a_persons_word_counts_where_the_tender_takes_it(attested: bool, score: int) -> None:
    told = column((by_word("N-001"), by_word("N-002"), by_word("N-003"), met("L-001"), met("L-002")))
    book = Sheets(render(comparison(told, attested=attested, should=0.5)))
    assert book.value("notes", "E4") == pytest.approx(float(attested))
    assert [c.value for c in book.book["notes"]["E"]].count("Attested") == 3
    assert scores(book, "Summary")[0] == scores(book, "What-if")[0] == pytest.approx(score)


def test_what_does_not_qualify_has_no_score_in_either_sheet() -> None:
    book = Sheets(render(comparison(knock_outs=("N-002",))))
    assert scores(book, "Summary") == scores(book, "What-if") == [pytest.approx(100), "no score"]


def test_published_weights_are_locked_and_what_if_says_that_it_is_not_for_award() -> None:
    book = Sheets(render(comparison())).book
    assert book.sheetnames == ["Summary", "Weights", "What-if", "notes", "links", "Left out"]
    assert all(book[name].protection.sheet for name in ("Summary", "Weights", "What-if"))
    assert book["Weights"]["B6"].protection.locked
    assert not book["What-if"]["B6"].protection.locked
    assert str(book["What-if"]["A1"].value).startswith("NOT FOR AWARD")
    assert book["notes"].freeze_panes == "E7"
    assert book["notes"].auto_filter.ref == "A6:F11"
    assert [c.value for c in book["Left out"][5]][:3] == ["cord.zip", "sha256:" + "3" * 64, "Refuted"]


def test_every_result_leads_to_its_evidence() -> None:
    sheet = Sheets(render(comparison())).book["notes"]
    links = {c.coordinate: c.hyperlink for row in sheet.iter_rows(7, 11, 5, 6) for c in row}
    assert all(link is not None for link in links.values())
    assert {link.target for link in links.values()} == {"product-1.html", "product-2.html"}
    assert links["E7"].location == "N-001"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "http://evil.example.org", "\x00\ud800=1"])
def test_no_text_of_a_supplier_is_a_formula_or_a_link(text: str) -> None:
    left = Left(file=text, digest=text, answer="refuted", because=(Because(code=text),))
    hostile = comparison(good(name=text, supplier=text, stated=text, file=text), half(), left, title=text)
    book = Sheets(render(hostile))
    ours = set(Sheets(render(comparison())).formulas().values())
    assert set(book.formulas().values()) <= ours
    links = {c.hyperlink.target for s in book.book for row in s.iter_rows() for c in row if c.hyperlink}
    assert links == {"product-1.html", "product-2.html"}


def test_the_same_comparison_gives_the_same_bytes_whatever_the_day() -> None:
    data = render(comparison())
    assert data == render(comparison())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_names_of_sheets_are_allowed_and_apart() -> None:
    ids = ("weights", "a/b:c" * 9, "a/b:d" * 9, "")
    odd = tuple(ConformanceClass(id=name, title="", explain="") for name in ids)
    named = (ConformanceClass(id="http://example.org/conf/core", title="", explain=""),)
    names = sheet_names(msgspec.structs.replace(comparison(), classes=odd))
    assert len(set(names.values())) == 4
    assert sheet_names(msgspec.structs.replace(comparison(), classes=named))["http://example.org/conf/core"] == "core"
    assert all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in names.values())
