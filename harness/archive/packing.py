"""Packs lines with gzip (RFC 1952) and unpacks them within limits, the last lines first where they are wanted."""

from __future__ import annotations

import itertools
import os
import struct
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from harness.archive.format import Limits, damaged

_CHUNK = 2**18
_LEVEL = 6
_GZIP = 16 + zlib.MAX_WBITS
_MEMBERS = 8
"""We write three; more than a few only serve to waste a reader's time."""
_OVERHEAD = 128
"""What a sealed line adds to its observation, at most."""

# An empty gzip member at the very end whose extra field (RFC 1952 section 2.3.1.1, subfield "HM") says where the
# member with the footer begins. To any gunzip it is nothing; to us it saves unpacking a whole run for its footer.
_LOCATOR = struct.Struct("<10s H 2s H Q 10s")
_LOCATOR_HEAD = b"\x1f\x8b\x08\x04" + b"\0" * 5 + b"\xff"
_LOCATOR_TAIL = b"\x03\0" + b"\0" * 8


class Packer:
    """Writes lines as gzip members without name or time, so that the same lines give the same file."""

    def __init__(self, file: BinaryIO) -> None:
        """Write to `file` from where it stands, which must be its start."""
        self._file = file
        self._begun = 0
        self._member = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def line(self, data: bytes) -> None:
        """Write one line, which holds no newline itself."""
        self._file.write(self._member.compress(data + b"\n"))

    def turn(self) -> None:
        """End a member, so that reading can begin with the next line."""
        self._file.write(self._member.flush())
        self._begun = self._file.tell()
        self._member = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)

    def close(self) -> None:
        """End the last member and say where it began."""
        self._file.write(self._member.flush())
        self._file.write(_LOCATOR.pack(_LOCATOR_HEAD, 12, b"HM", 8, self._begun, _LOCATOR_TAIL))


def unpacked(path: Path, limits: Limits, start: int = 0) -> Iterator[bytes]:
    """Yield what a packed file holds, at most 256 KiB at a time. Raises EvidenceError, also beyond `limits.total`."""
    total = 0
    with path.open("rb") as file:
        file.seek(start)
        try:
            for piece in _inflate(file):
                total += len(piece)
                if total > limits.total:
                    raise damaged(str(path), f"it unpacks to more than {limits.total} bytes")
                yield piece
        except (zlib.error, EOFError) as error:
            raise damaged(str(path), f"it cannot be unpacked: {error}") from error


def lines(path: Path, limits: Limits, start: int = 0) -> Iterator[bytes]:
    """Yield the lines of a packed file without their newlines.

    Raises EvidenceError, also for a line beyond `limits.line`, of which less than 256 KiB is not enforced.
    """
    parts: list[bytes] = []
    size = 0
    for piece in unpacked(path, limits, start):
        first, *rest = piece.split(b"\n")
        parts.append(first)
        size += len(first)
        if size > limits.line + _OVERHEAD:
            raise damaged(str(path), f"a line is longer than {limits.line} bytes")
        if rest:
            yield b"".join(parts)
            parts = [rest.pop()]
            size = len(parts[0])
            yield from rest
    if size:
        raise damaged(str(path), "the last line has no end")


def ending(path: Path, limits: Limits, start: int = 0) -> tuple[bytes, ...]:
    """Return the last two lines of a packed file, or what there is of them. Raises what `lines` raises.

    What stands before is not taken apart: a file from elsewhere may hold a line for every octet.
    """
    parts: list[bytes] = []
    size = 0
    for piece in unpacked(path, limits, start):
        parts.append(piece)
        size += len(piece)
        if b"\n" in piece:
            kept = b"".join(parts)
            parts = [kept[_third_last(kept) :]]
            size = len(parts[0]) - parts[0].rfind(b"\n") - 1
        if size > limits.line + _OVERHEAD:
            raise damaged(str(path), f"a line is longer than {limits.line} bytes")
    *last, rest = b"".join(parts).split(b"\n")
    if rest:
        raise damaged(str(path), "the last line has no end")
    return tuple(last)


def _third_last(data: bytes) -> int:
    """Return where what stands behind the third newline from the end begins; 0 where there are fewer."""
    at = len(data)
    for _ in range(3):
        at = data.rfind(b"\n", 0, at)
        if at < 0:
            return 0
    return at + 1


def tail(path: Path, limits: Limits) -> list[bytes] | None:
    """Return the last lines without unpacking the rest; None where the file does not say where they begin."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(-min(size, _LOCATOR.size), os.SEEK_END)
        found = file.read()
    if len(found) < _LOCATOR.size:
        return None
    *fixed, start, end = _LOCATOR.unpack(found)
    if (*fixed, end) != (_LOCATOR_HEAD, 12, b"HM", 8, _LOCATOR_TAIL) or start >= size:
        return None
    small = Limits(total=limits.footer + limits.header, line=limits.footer)
    return list(itertools.islice(lines(path, small, start), 3))


def _inflate(file: BinaryIO) -> Iterator[bytes]:
    """Yield the content of all members; zlib checks each one's CRC-32 and length. Raises zlib.error and EOFError."""
    data = b""
    for _ in range(_MEMBERS):
        data = yield from _member(file, data)
        if not data:
            return
    raise EOFError(f"it has more than {_MEMBERS} members")


def _member(file: BinaryIO, data: bytes) -> Generator[bytes, None, bytes]:
    """Yield the content of one member that begins with `data`; return what was read of the next one."""
    member = zlib.decompressobj(_GZIP)
    while not member.eof:
        data = data or file.read(_CHUNK)
        piece = member.decompress(data, _CHUNK)
        if piece:
            yield piece
        elif not data and not member.eof:
            raise EOFError("it ends too early")
        data = member.unconsumed_tail
    return member.unused_data or file.read(_CHUNK)
