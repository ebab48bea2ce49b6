"""Keeps a text to letters that the fonts of the papers have; any other is shown by its number.

PDF/UA-1 (ISO 14289-1, clause 7.21.8) allows no glyph that is not there, so one letter without one would keep a whole
paper from being made.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

from harness.render.inert import inert

LONGEST: Final = 2_000
RUN: Final = 48
"""Signs without a space after which a line may be broken."""
_SHOWN: Final = re.compile(
    "[\n -~\u00a0-\u00ac\u00ae-\u017f\u1e80-\u1e85\u1ef2\u1ef3\u2013\u2014\u2018-\u201d\u2022\u2026\u20ac⟨⟩]"
)
"""Latin letters of Europe, those of Welsh among them, and the signs that prose needs."""
_LONG: Final = re.compile(rf"(?P<whole>(?:sha256:)?[0-9a-f]{{64}})|\S{{{RUN}}}(?=\S)")
"""What a line may be broken after; a digest is left whole, so that it can be copied."""


def letters(text: str, most: int = LONGEST) -> str:
    """Return `text` composed (NFC), inert, cut, and with what the fonts have not by its number."""
    composed = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    shown = "".join(c if _SHOWN.match(c) else f"⟨U+{ord(c):04X}⟩" for c in inert(composed, most).replace("\t", "    "))
    return _LONG.sub(lambda found: found[0] if found["whole"] else f"{found[0]}\u200b", shown)


def all_letters(value: Any) -> Any:
    """Return a plain value with `letters` applied to each text in it, but for pictures."""
    if isinstance(value, str):
        return letters(value)
    if isinstance(value, dict):
        return {key: inner if key == "qr" else all_letters(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [all_letters(inner) for inner in value]
    return value
