"""The table has a line for each product and requirement, and no field of it acts in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from compared import comparison, good
from hypothesis import given
from hypothesis import strategies as st

from harness.render.comparison.csv import ACTING, HEAD, render, tame


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_each_product_and_requirement_has_its_line_with_evidence() -> None:
    head, *lines = rows(render(comparison()))
    assert tuple(head) == HEAD
    told = [dict(zip(head, line, strict=True)) for line in lines]
    assert len(told) == 2 * 8 + 1
    assert [(t["requirement"], t["result"], t["evidence"]) for t in told[:2]] == [
        ("N-001", "Met", "product-1.html#N-001"),
        ("N-002", "Met", "product-1.html#N-002"),
    ]
    assert (told[-1]["standing"], told[-1]["score"]) == ("Refuted", "")
    assert told[-1]["note"].startswith("cord.zip: This is not a bundle as Hallmark writes it: a byte is left.")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", " =1", "\u00a0=1", "\r=1"])
def test_what_would_act_is_text(text: str) -> None:
    assert not tame(text).lstrip().startswith(ACTING)
    data = render(comparison(good(name=text, supplier=text)))
    assert not [field for line in rows(data) for field in line if field.lstrip().startswith(ACTING)]


@given(st.text())
def test_no_text_acts_or_breaks_a_line(text: str) -> None:
    assert not tame(text).lstrip().startswith(ACTING)
    assert "\n" not in tame(text)


def test_the_same_comparison_gives_the_same_bytes() -> None:
    assert render(comparison()) == render(comparison())
