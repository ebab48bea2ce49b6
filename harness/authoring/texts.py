"""Finds characters in a profile's files that turn the direction of text, so that it reads otherwise than it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Final

TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (Unicode Standard Annex 9, section 2); marks such as U+200E turn nothing."""


def turned(path: Path) -> Iterator[tuple[str, str]]:
    """Yield a message and `file:line` for the first one of each line; a file that is no text has none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(text.split("\n"), 1):
        found = TURNING.search(line)
        if found is not None:
            name = unicodedata.name(found[0]).lower()
            yield f"U+{ord(found[0]):04X} ({name}) makes text read otherwise than it is", f"{path}:{number}"
