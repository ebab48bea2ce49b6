"""Makes text from hostile hands harmless to look at: what would act on a page or a terminal is shown by its number."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 4_000
"""Characters of one text that are shown."""

# C0 and C1 controls, marks and overrides of direction (Unicode Standard Annex 9), separators of lines and paragraphs,
# invisible operators and tags, lone surrogates (no UTF-8 holds them) and noncharacters. Joiners stay: emoji need them.
_ACTING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_BREAKS: Final = re.compile("[\t\n]")


def inert(text: str, most: int = LONGEST) -> str:
    """Return `text` with what acts written as `⟨U+202E⟩`, and cut after `most` characters; tabs and line feeds stay."""
    cut = text if len(text) <= most else f"{text[:most]} … ({len(text)} characters in all)"
    return _ACTING.sub(_number, cut)


def one_line(text: str, most: int = LONGEST) -> str:
    """Return `text` as `inert` does, with line feeds and tabs shown by their number too."""
    return _BREAKS.sub(_number, inert(text, most))


def _number(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"
