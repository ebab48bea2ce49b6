"""Takes octets out of what they were wrapped in: base64, also over lines, gzip, wide characters, quoted-printable.

What is taken out is looked through in turn, to a depth and up to a size that are both bounded: what is packed may
unpack to anything.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator
from typing import Final, NamedTuple

DEPTH: Final = 4
"""Wrappings one within another that are undone."""
ROOM: Final = 8 << 20
"""Octets that are taken out of one batch, all its layers together."""
MOST: Final = 2_000
"""Streams in one layer of which unpacking is begun."""
SEAM: Final = b"\0\n"
_STEP: Final = 4096
_HEAD: Final = 32
"""Letters of base64 from which it is told whether it holds anything to be read."""
# RFC 4648 sections 4 and 5, in lines or not (RFC 2045 section 6.8).
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]+(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*")
# With every such letter taken for one, runs of them are found some ten times as fast as by a pattern.
_SHAPED: Final = bytes(65 if one in _LETTERS else 32 for one in range(256))
_RUN: Final = b"A" * 24
_BREAKS: Final = b" \t\r\n"
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_READABLE: Final = bytes(range(32, 127)) + b"\t\r\n\0"
_GZIP: Final = b"\x1f\x8b\x08"
_PACKED: Final = (_GZIP, b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How gzip begins (RFC 1952), and zlib with each of its levels (RFC 1950)."""
_WIDE: Final = re.compile(
    rb"(?:[\t\r\n -~]\0){6,}|(?:\0[\t\r\n -~]){6,}|(?:[\t\r\n -~]\0{3}){6,}|(?:\0{3}[\t\r\n -~]){6,}"
)
_STRING: Final = re.compile(rb'[^"\0]+')
_QUOTED: Final = re.compile(rb"=(?:\r?\n|[0-9A-F]{2})")


class Piece(NamedTuple):
    """Octets that were taken out, and where what they were wrapped in stands."""

    start: int
    end: int
    data: bytes


class Layer:
    """What was taken out of one layer, joined."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        """`pieces` in any order; each is followed by a seam."""
        self._starts: list[int] = []
        self._spans: list[tuple[int, int]] = []
        parts: list[bytes] = []
        size = 0
        for start, end, data in pieces:
            self._starts.append(size)
            self._spans.append((start, end))
            parts += (data, SEAM)
            size += len(data) + len(SEAM)
        self.data = b"".join(parts)

    def span(self, at: int) -> tuple[int, int]:
        """Return where what holds the octet at `at` is wrapped, in the layer around it."""
        return self._spans[bisect_right(self._starts, at) - 1]


def unpacked(data: bytes, room: int, beside: Container[int] = ()) -> Iterator[Piece]:
    """Yield what stands in octets as they are: in gzip, save that at `beside`, and in wide characters."""
    tried, at = 0, data.find(_GZIP)
    while at >= 0 and room > 0 and tried < MOST:
        tried += 1
        found, end = _inflated(memoryview(data)[at:], room) if at not in beside else (b"", 0)
        if found:
            room -= len(found)
            yield Piece(at, at + end, found)
        at = data.find(_GZIP, at + max(end if found else 0, len(_GZIP)))
    if data.count(0) >= data.count(SEAM) + 6:
        for one in _WIDE.finditer(data):
            yield Piece(*one.span(), one[0].replace(b"\0", b""))


def decoded(text: bytes, room: int) -> Iterator[Piece]:
    """Yield what stands in letters: in base64, where it is text or packed, and in quoted-printable (RFC 2045)."""
    tried = 0
    for one in _runs(text):
        found = _of_base64(one[0])
        if found.startswith(_PACKED) and tried < MOST:
            tried += 1
            found = _inflated(found, room)[0] or found
        if found and len(found) <= room:
            room -= len(found)
            yield Piece(*one.span(), found)
    if _QUOTED.search(text):
        for one in _STRING.finditer(text):
            if _QUOTED.search(one[0]):
                yield Piece(*one.span(), binascii.a2b_qp(one[0]))


def _runs(text: bytes) -> Iterator[re.Match[bytes]]:
    """Yield what may be base64; what has capitals only, or none, is a name or a number in hexadecimal."""
    shape = text.translate(_SHAPED)
    at = shape.find(_RUN)
    while at >= 0:
        one = _BASE64.match(text, at)
        assert one is not None
        if one[0] != one[0].lower() and one[0] != one[0].upper():
            yield one
        at = shape.find(_RUN, one.end())


def _of_base64(run: bytes) -> bytes:
    """Return what a run of base64 holds, wherever in its letters it begins; nothing where that is not to be read."""
    letters = run.translate(_TO_STANDARD, _BREAKS)
    for skipped in range(4):
        head = _bytes(letters[skipped : skipped + _HEAD])
        if head.startswith(_PACKED) or len(head.translate(None, _READABLE)) * 4 <= len(head):
            return _bytes(letters[skipped:])
    return b""


def _bytes(letters: bytes) -> bytes:
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    try:
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return b""


def _inflated(data: bytes | memoryview, room: int) -> tuple[bytes, int]:
    """Return what one packed stream holds up to a fault, at most `room` octets, and where that ends."""
    engine, found, at = zlib.decompressobj(47), bytearray(), 0
    try:
        while at < len(data) and not engine.eof and len(found) < room:
            found += engine.decompress(data[at : at + _STEP], room - len(found))
            at += _STEP
    except zlib.error:
        pass
    return bytes(found), min(at, len(data)) - len(engine.unused_data)
