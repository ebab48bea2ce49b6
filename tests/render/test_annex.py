"""The annex says how far the requirements behind each line are met, and never that a tier is reached."""

from __future__ import annotations

import msgspec
import pytest
from papers import Paper
from sample_report import findings, report

from harness.procurement import Asked, Bound, Line, Scheme
from harness.render.annex import Shown, annex
from harness.render.html import render
from harness.render.pdf import render as on_paper
from harness.render.report import Report

LINE = Line(id="gold", title="Gold", asks="It works with others.")
SCHEME = Scheme(
    id="tiers", title="Tiers", source="a page (read)", certified_by="The customer, never we.", lines=(LINE,)
)


def told(*requirements: str, because: str = "") -> Report:
    made = report(findings())
    one = Asked(scheme=SCHEME, line=LINE, bound=Bound(requirements=requirements, because=because))
    return msgspec.structs.replace(made, parts=(msgspec.structs.replace(made.parts[0], asked=(one,)),))


@pytest.mark.parametrize(
    "requirements, shown, met, of, missing",
    [
        (("N-001",), Shown.MET, 1, 1, ()),
        (("N-001", "N-003"), Shown.MET, 1, 2, ("N-003",)),
        (("N-001", "N-002"), Shown.NOT_MET, 1, 2, ("N-002",)),
        (("N-001", "N-004"), Shown.PARTLY, 1, 2, ("N-004",)),
        (("N-001", "N-006"), Shown.PARTLY, 1, 2, ("N-006",)),
        (("N-007",), Shown.NOT_SHOWN, 0, 0, ()),
        (("N-004",), Shown.NOT_SHOWN, 0, 1, ("N-004",)),
        ((), Shown.OUTSIDE, 0, 0, ()),
    ],
)
def test_each_line_stands_by_its_requirements(
    requirements: tuple[str, ...], shown: Shown, met: int, of: int, missing: tuple[str, ...]
) -> None:
    (entry,) = annex(told(*requirements, because="x").parts[0])
    assert (entry.shown, entry.met, entry.of, entry.missing) == (shown, met, of, missing)


def test_page_and_paper_have_it_and_say_who_certifies() -> None:
    made = told("N-001", "N-002", because="Only a mock was there.")
    page = render(made).decode()
    assert '<a href="#N-001">N-001</a>, <a href="#N-002">N-002</a>' in page
    text = Paper(on_paper(made)).text
    for words in ("The customer, never we.", "Only a mock was there.", "Not met", "1 of 2", "not shown: N-002"):
        assert words in page, words
        assert words in text, words
    assert "annex" not in render(report()).decode()
