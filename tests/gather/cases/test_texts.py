"""Texts of a format keep it or break it as they are listed, by the judge's own validator."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schemas import schema_of

from harness.gather.cases.texts import AWKWARD, FORMATS, lettered


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_has_texts_that_keep_it_and_texts_that_break_it(name: str) -> None:
    schema = schema_of({"type": "string", "format": name})
    assert [text for text in FORMATS[name].good if schema.is_valid(text)], "none keeps it"
    assert [text for text in FORMATS[name].bad if not schema.is_valid(text)], "none breaks it"


@given(st.integers(0, 400), st.booleans())
def test_a_text_has_the_length_that_was_asked_for(length: int, plain: bool) -> None:
    assert len(lettered(length, plain=plain)) == length


def test_awkward_texts_can_be_sent() -> None:
    assert all(text.encode() and len(text) < 40 for text in AWKWARD)
