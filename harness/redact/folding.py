"""Puts the lines of a folded field together (RFC 9112 section 5.2), and knows where each octet was written."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_FOLD: Final = re.compile(rb"[ \t]*\r?\n[ \t]+")


class Unfolded:
    """A head in which each field is one line."""

    def __init__(self, head: bytes, between: bytes = b"") -> None:
        """Write `between` where a line was folded: nothing, or a space, as who reads it has it."""
        self.folds = 0
        self._starts = [0]
        self._shifts = [0]
        pieces: list[bytes] = []
        position = length = 0
        for fold in _FOLD.finditer(head):
            pieces += (head[position : fold.start()], between)
            length += fold.start() - position + len(between)
            position = fold.end()
            self.folds += 1
            self._starts.append(length)
            self._shifts.append(position - length)
        pieces.append(head[position:])
        self.data = b"".join(pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the octets of `data` from `start` to `end` are written in the head, folds between them too."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        return at + self._shifts[bisect_right(self._starts, at) - 1]


def is_folded(head: bytes) -> bool:
    """Say whether a head may have a folded field; most have none."""
    return b"\n " in head or b"\n\t" in head
