"""The reading age grows with the length of words and of sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.authoring.age import reading_age


def test_plain_words_are_for_the_young_and_long_ones_are_not() -> None:
    plain = "It says who called. It says when. A partner reads both."
    hard = (
        "Interoperability necessitates unambiguous identification of responsible organisational representatives "
        "notwithstanding jurisdictional particularities and administrative considerations."
    )
    assert reading_age(plain) < 9
    assert reading_age(hard) > 20


def test_the_index_is_that_of_its_source() -> None:
    # Ten characters in two words of one sentence: 4.71 * 5 + 0.5 * 2 - 21.43 = 3.12, and school begins at five.
    assert reading_age("Hello hello.") == 8.1


@given(st.text(max_size=200))
def test_every_text_has_an_age(text: str) -> None:
    assert reading_age(text) >= 5
