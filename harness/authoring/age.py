"""Estimates at what age a text is read with ease, from the length of its words and sentences."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END: Final = re.compile(r"[.!?:;]+(?=\s|$)")
_SCHOOL: Final = 5
"""Age at which the first grade of an American school begins, by which the index counts."""


def reading_age(text: str) -> float:
    """Return an age in years, by the Automated Readability Index; 5 for a text without words.

    The index counts characters of words and words of sentences, and needs no list of syllables. Source: Smith and
    Senter, Automated Readability Index, AMRL-TR-66-220 (1967).
    """
    words = _WORD.findall(text)
    if not words:
        return float(_SCHOOL)
    sentences = max(1, len(_END.findall(text.strip())))
    grade = 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / sentences - 21.43
    return round(max(0.0, grade) + _SCHOOL, 1)
