"""Overwrites bytes with as many asterisks, and says where (RFC 6901 pointers where the bytes are JSON)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from harness.evidence import Redaction
from harness.jsonspans import NotReadable, Span, mend, spans

_JSON_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?[ \t\r\n]*[\[{"]')


class Hit(msgspec.Struct, frozen=True, gc=False):
    """Bytes that must go."""

    start: int
    end: int
    marker: str
    pointer: str = ""


class Leaves:
    """The leaves of a body that may be JSON, looked for when they are first needed."""

    def __init__(self, body: bytes, done: Iterable[tuple[int, int]] = ()) -> None:
        """`done` holds (start, end) of what was overwritten before."""
        self.body = body
        self._done = done
        self._found: list[Span] | None = None
        self.unreadable = len(body)
        """From here on the body is not JSON, or no longer; known once `all` was asked."""

    @property
    def json(self) -> bool:
        """Whether the body begins as JSON does."""
        return bool(_JSON_BEGINS.match(self.body))

    def all(self) -> list[Span]:
        """Return the leaves that can be read."""
        if self._found is None:
            self._found = []
            try:
                for span in spans(mend(self.body, self._done)) if self.json else ():
                    self._found.append(span)
            except NotReadable as fault:
                self.unreadable = fault.offset
        return self._found

    def inside(self, span: Span) -> tuple[int, int]:
        """Return where the text of a leaf stands: a string's quotes stay."""
        _, start, end = span
        return (start + 1, end - 1) if self.body[start] == 0x22 else (start, end)

    def around(self, hit: Hit) -> Hit:
        """Return a hit with the pointer of its leaf; a number goes whole."""
        found = self.all()
        index = bisect_right(found, hit.start, key=lambda span: span[1]) - 1
        if index < 0 or found[index][2] <= hit.start:
            return hit
        pointer, start, end = found[index]
        if self.body[start] == 0x22:
            return Hit(hit.start, hit.end, hit.marker, pointer)
        return Hit(min(start, hit.start), max(end, hit.end), hit.marker, pointer)


def done_in(part: str, redactions: Iterable[Redaction]) -> tuple[tuple[int, int], ...]:
    """Return (start, end) of what was overwritten in a part."""
    return tuple((it.offset, it.offset + it.length) for it in redactions if it.part == part)


def overwrite(
    part: str, raw: bytes, hits: Iterable[Hit], before: tuple[Redaction, ...] = ()
) -> tuple[bytes, tuple[Redaction, ...]]:
    """Return the bytes without the hits, and what was taken out, in order; what was `before` is not said again.

    Hits that overlap become one, with the marker of the first.
    """
    merged = _merged(hits, done_in(part, before) if before else ())
    if not merged:
        return raw, ()
    kept = bytearray(raw)
    found = []
    for hit in merged:
        length = hit.end - hit.start
        kept[hit.start : hit.end] = b"*" * length
        found.append(Redaction(part=part, offset=hit.start, length=length, marker=hit.marker, pointer=hit.pointer))
    return bytes(kept), tuple(found)


def _merged(hits: Iterable[Hit], done: tuple[tuple[int, int], ...]) -> list[Hit]:
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start == hit.end or (done and any(start <= hit.start and hit.end <= end for start, end in done)):
            continue
        if not merged or hit.start >= merged[-1].end:
            merged.append(hit)
        elif hit.end > merged[-1].end:
            last = merged[-1]
            merged[-1] = Hit(last.start, hit.end, last.marker, last.pointer if last.pointer == hit.pointer else "")
    return merged
