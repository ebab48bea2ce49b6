"""Writes sealed evidence with some observations withheld, and reads it: what is there proves its place under the seal.

Plain lines as in the sealed file, where a withheld observation is `{"withheld":"<hash of its leaf>"}`. The hashes alone
give the root of the tree (RFC 6962), and a leaf is salted, so that nobody can guess what was withheld.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from harness.archive.format import LIMITS, UNREADABLE, Seal, Sealed, damaged, decode_footer, decode_header, kept_decoder
from harness.archive.merkle import Tree, leaf_hash
from harness.archive.packing import lines
from harness.archive.reading import seal_of
from harness.canonical import digest
from harness.evidence import Evidence, ExchangeId, Observation

DISCLOSED: Final = "disclosed.jsonl"
_KEPT: Final = b'{"salt":'
_WITHHELD: Final = b'{"withheld":"%b"}'
_LENGTH: Final = len(_WITHHELD % (b"0" * 64))


def disclose(source: Path, withheld: Container[ExchangeId], target: BinaryIO) -> int:
    """Write a sealed file without the observations `withheld`; return how many were. Raises EvidenceError."""
    stream = lines(source, LIMITS)
    header = next(stream)
    decode = kept_decoder(decode_header(header, str(source))[1])
    count = 0
    target.write(header + b"\n")
    for line in stream:
        if line.startswith(_KEPT) and decode(line).id in withheld:
            line = _WITHHELD % leaf_hash(line).hex().encode()
            count += 1
        target.write(line + b"\n")
    assert seal_of(source)
    return count


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What a disclosed file says; its observations are read as they are asked for, and checked at the end."""

    path: Path
    header: bytes
    footer: bytes
    seal: Seal
    format: int

    def __iter__(self) -> Iterator[Observation]:
        tree, decode, before = Tree(), kept_decoder(self.format), None
        for line in self._leaves():
            if not line.startswith(_KEPT):
                tree.append(_hash_of(line, self.path))
                continue
            tree.append(leaf_hash(line))
            try:
                observation = decode(line)
            except UNREADABLE as error:
                raise damaged(str(self.path), f"an observation cannot be read: {error}") from error
            if before is not None and not before < observation.id:
                raise damaged(str(self.path), f"{observation.id} is out of canonical order")
            before = observation.id
            yield observation
        if (tree.count, f"sha256:{tree.root().hex()}") != (self.seal.count, self.seal.root):
            raise damaged(str(self.path), "what is disclosed does not lead to the root of the seal")

    def _leaves(self) -> Iterator[bytes]:
        for line in list_lines(self.path):
            if line.startswith((_KEPT, b'{"withheld":')):
                yield line

    def withheld(self) -> int:
        """Return how many observations are withheld."""
        return sum(line.startswith(b'{"withheld":') for line in self._leaves())


def read_disclosed(path: Path) -> tuple[Evidence, Disclosed]:
    """Return the evidence in a disclosed file. Raises EvidenceError where it is not as it is written."""
    stream = list_lines(path)
    header = next(stream, b"")
    context, format = decode_header(header, f"{path}:1")
    end: list[bytes] = []
    for line in stream:
        if not line.startswith((_KEPT, b'{"withheld":')):
            end.append(line)
        elif end:
            raise damaged(str(path), "there is an observation behind the end")
        if len(end) > 2:
            break
    if len(end) != 2:
        raise damaged(str(path), "the file does not end with footer and seal")
    try:
        seal = msgspec.json.decode(end[1], type=Sealed).seal
    except UNREADABLE as error:
        raise damaged(str(path), f"the seal cannot be read: {error}") from error
    if msgspec.json.encode(Sealed(seal=seal)) != end[1] or (digest(header), digest(end[0])) != (
        seal.header,
        seal.footer,
    ):
        raise damaged(str(path), "header or footer is not the one that was sealed")
    found = Disclosed(path=path, header=header, footer=end[0], seal=seal, format=format)
    footer = decode_footer(end[0], format, str(path))
    return Evidence(context=context, observations=found, footer=footer), found


def list_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a plain file without their newlines. Raises EvidenceError for a line without end or limit."""
    with path.open("rb") as file:
        while line := file.readline(LIMITS.line + 256):
            if not line.endswith(b"\n"):
                raise damaged(str(path), "a line is too long, or has no end")
            yield line[:-1]


def _hash_of(line: bytes, path: Path) -> bytes:
    try:
        found = bytes.fromhex(line[13:-2].decode("ascii")) if len(line) == _LENGTH else b""
    except ValueError:
        found = b""
    if line != _WITHHELD % found.hex().encode():
        raise damaged(str(path), "a withheld observation is not as it is written")
    return found
