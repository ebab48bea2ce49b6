"""A paper is set without a network and with the typesetter's own fonts, and a paper that cannot be is our fault."""

from __future__ import annotations

import pytest
from papers import Paper
from sample_report import report

from harness.errors import OurFault
from harness.render.paper.typeset import typeset
from harness.render.pdf import data


def test_only_the_fonts_that_the_typesetter_carries_are_used() -> None:
    paper = Paper(typeset("report", data(report()), 0))
    names = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in paper.reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names <= {"LibertinusSerif-Regular-Identity-H", "LibertinusSerif-Bold-Identity-H", "DejaVuSansMono"}
    assert len(names) == 3


def test_a_paper_that_cannot_be_set_is_our_fault() -> None:
    with pytest.raises(OurFault, match="cannot be set"):
        typeset("report", {}, 0)


def test_any_time_has_a_date() -> None:
    for seconds in (-5, 0, 2**62):
        assert typeset("report", data(report()), seconds).startswith(b"%PDF-1.7")
