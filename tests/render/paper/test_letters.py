"""Texts on paper keep to letters that the fonts have, and every one of those can be set."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import Paper
from sample_report import report

from harness.evidence import Product
from harness.render.paper.letters import LONGEST, all_letters, letters
from harness.render.pdf import render

SHOWN = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
WELSH = "Ŵŵ Ŷŷ Ẁẁ Ẃẃ Ẅẅ Ỳỳ – — ‘’ “” • … €"


def test_letters_of_europe_are_set_as_they_are() -> None:
    text = letters(f"{SHOWN[:90]} {WELSH}")
    told = report(product=Product(name=text, version=letters(SHOWN[90:]), supplier=WELSH))
    paper = Paper(render(told))
    assert paper.complaints() == []
    assert "Ŵŵ Ŷŷ Ẁẁ Ẃẃ" in paper.text


@pytest.mark.parametrize(
    "text, shown",
    [
        ("警察", "⟨U+8B66⟩⟨U+5BDF⟩"),
        ("\U0001f692", "⟨U+1F692⟩"),
        ("w\u0302", "ŵ"),
        ("\ud800", "?"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ('#import "x"; $ * _ @a <b>', '#import "x"; $ * _ @a <b>'),
        ("sha256:" + "0" * 64, "sha256:" + "0" * 64),
        ("x" * 50, "x" * 48 + "\u200b" + "x" * 2),
    ],
)
def test_what_the_fonts_have_not_is_shown_by_its_number(text: str, shown: str) -> None:
    assert letters(text) == shown


@given(st.text(max_size=40))
def test_every_letter_is_one_that_is_shown(text: str) -> None:
    allowed = re.compile(r"[\n -~\u00a0-\u017f\u1e80-\u1e85\u1ef2\u1ef3\u2013-\u2026\u20ac⟨⟩\u200b]*")
    assert allowed.fullmatch(letters(text))
    assert unicodedata.is_normalized("NFC", letters(text))


def test_pictures_are_left_and_long_texts_are_cut() -> None:
    told = all_letters({"qr": "<svg>警</svg>", "a": ["警", 1, None, "y " * LONGEST]})
    assert told["qr"] == "<svg>警</svg>"
    assert told["a"][:3] == ["⟨U+8B66⟩", 1, None]
    assert len(told["a"][3]) < LONGEST + 50
