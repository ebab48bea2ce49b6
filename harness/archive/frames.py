"""Puts one record of a run folder into one line of JSON that shows its own damage."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from harness.archive.format import LIMITS, damaged, encode_into
from harness.errors import LawBroken

# Where a line keeps its checksum, what that covers, and where the kind begins.
_CRC = slice(8, 16)
_CHECKED = slice(16, -2)
_KIND = 19
_OVERHEAD = 64


class Frame(NamedTuple):
    """One whole line of a file: where its payload lies (bytes from the start of the file) and what it says."""

    line: int
    kind: str
    offset: int
    payload: bytes


class Framer:
    """Makes the lines of one file: `{"crc":"<8 hex digits>","<kind>":<payload>}` and a newline.

    Each checksum (CRC-32, RFC 1952 section 8) starts from the one before, so that a line that was taken out, put in
    or moved is found as surely as one that was changed. The chain of a file starts at 0.
    """

    def __init__(self) -> None:
        """Start a file."""
        self._chain = 0
        # One buffer for all lines: copies would cost more than the encoding.
        self._line = bytearray()

    def frame(self, kind: str, value: Any) -> bytearray:
        """Return the next line; it holds until the next call. Raises LawBroken when no reader would take it."""
        line = self._line
        line[:] = b'{"crc":"........","%b":' % kind.encode()
        encode_into(value, line, len(line))
        line += b"}\n"
        if len(line) > LIMITS.line:
            raise LawBroken(f"a record is longer than {LIMITS.line} bytes")
        self._chain = zlib.crc32(memoryview(line)[_CHECKED], self._chain)
        line[_CRC] = b"%08x" % self._chain
        return line


class Frames:
    """Reads the lines of one file in order; after an iteration says where it ended."""

    def __init__(self, path: Path, cap: int = LIMITS.line) -> None:
        """Read nothing yet; `cap` is the longest payload allowed, in bytes."""
        self.path = path
        self.cap = cap
        self.chain = 0
        self.size = 0
        self.torn = ""
        """`file:line` of a last line without its end: the writer was killed within that write."""

    def __iter__(self) -> Iterator[Frame]:
        self.chain, self.size, self.torn = 0, 0, ""
        with self.path.open("rb") as file:
            yield from self._frames(file)

    def _frames(self, file: BinaryIO) -> Iterator[Frame]:
        number = 0
        longest = self.cap + _OVERHEAD
        while line := file.readline(longest):
            number += 1
            start, self.size = self.size, self.size + len(line)
            if not line.endswith(b"\n"):
                if len(line) == longest:
                    raise damaged(f"{self.path}:{number}", f"the line is longer than {self.cap} bytes")
                self.torn = f"{self.path}:{number}"
                return
            yield self._frame(line, number, start)

    def _frame(self, line: bytes, number: int, start: int) -> Frame:
        self.chain = zlib.crc32(memoryview(line)[_CHECKED], self.chain)
        if line[:16] != b'{"crc":"%08x' % self.chain or not line.endswith(b"}\n"):
            raise damaged(f"{self.path}:{number}", "the line is damaged: its checksum does not fit")
        end = line.find(b'":', _KIND)
        if line[16:_KIND] != b'","' or end < 0:
            raise damaged(f"{self.path}:{number}", "the line is no record of a run")
        return Frame(number, line[_KIND:end].decode("ascii", "replace"), start + end + 2, line[end + 2 : -2])


def only_frame(path: Path, kind: str) -> bytes:
    """Return the payload of a file that holds one whole record of `kind`. Raises EvidenceError."""
    frames = Frames(path)
    found = list(frames)
    if len(found) != 1 or found[0].kind != kind or frames.torn:
        raise damaged(f"{path}:1", f"the file does not hold one whole {kind}")
    return found[0].payload
