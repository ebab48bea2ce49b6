"""What acts on a page or a terminal is shown by its number, and everything else is left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.render.inert import LONGEST, inert, one_line

ACTING = {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("plain, Tŷ Gwyn, 🚒", "plain, Tŷ Gwyn, 🚒"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\x1b[2J", "⟨U+001B⟩[2J"),
        ("a\r\nb", "a⟨U+000D⟩\nb"),
        ("nul\x00 del\x7f c1\x9b", "nul⟨U+0000⟩ del⟨U+007F⟩ c1⟨U+009B⟩"),
        ("lone \ud800", "lone ⟨U+D800⟩"),
        ("\ufeff\u2066\u2028", "⟨U+FEFF⟩⟨U+2066⟩⟨U+2028⟩"),
        ("👩\u200d🚒", "👩\u200d🚒"),
    ],
)
def test_what_acts_is_shown_by_its_number(text: str, expected: str) -> None:
    assert inert(text) == expected


def test_long_text_is_cut_and_says_how_long_it_was() -> None:
    shown = inert("x" * (LONGEST + 1))
    assert shown.startswith("x" * LONGEST + " …")
    assert f"({LONGEST + 1} characters in all)" in shown
    assert inert("x" * LONGEST) == "x" * LONGEST


def test_one_line_has_no_line_end_and_no_tab() -> None:
    assert one_line("a\nb\tc") == "a⟨U+000A⟩b⟨U+0009⟩c"


@given(st.text(alphabet=st.characters()))
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = one_line(text)
    assert not {unicodedata.category(c) for c in shown} & ACTING
    assert not {unicodedata.bidirectional(c) for c in shown} & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI"}
    shown.encode()
