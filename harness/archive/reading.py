"""Reads evidence as a stream, from a sealed file or from the folder of a run, and finds what was altered."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from harness.archive.format import (
    LIMITS,
    UNREADABLE,
    Limits,
    Seal,
    Sealed,
    damaged,
    decode_footer,
    decode_header,
    kept_decoder,
)
from harness.archive.journal import SEALED
from harness.archive.merkle import Tree, leaf_hash
from harness.archive.packing import ending, lines, tail, unpacked
from harness.archive.replay import replay
from harness.canonical import digest
from harness.errors import EvidenceError
from harness.evidence import Evidence, Observation

_OBSERVATION = b'{"salt":'
MOST_BEHIND = 2
"""Lines that are looked at behind the observations and the footer: there is one, and a file may hold any number."""


@dataclass(frozen=True, slots=True)
class SealedObservations:
    """The observations of a sealed file; each walk opens it anew and checks it against its seal.

    Raises EvidenceError on the way when a line is unreadable or out of canonical order, and at the end when the
    digests differ. A walk that is given up before its end has checked nothing.
    """

    path: Path
    limits: Limits
    header: bytes
    """The first line as it was when the file was opened."""
    footer: bytes
    seal: Seal
    format: int

    def __iter__(self) -> Iterator[Observation]:
        stream = lines(self.path, self.limits)
        if next(stream, b"") != self.header:
            raise damaged(f"{self.path}:1", "the header changed while it was read")
        tree = Tree()
        last = yield from self._observations(stream, tree)
        self._check(tree, [last, *islice(stream, MOST_BEHIND)])

    def _observations(self, stream: Iterator[bytes], tree: Tree) -> Generator[Observation, None, bytes]:
        """Yield observations and feed the tree; return the first line that is none."""
        decode = kept_decoder(self.format)
        before = None
        for line in stream:
            if not line.startswith(_OBSERVATION):
                return line
            tree.append(leaf_hash(line))
            try:
                observation = decode(line)
            except UNREADABLE as error:
                raise self._damaged(tree, f"the observation cannot be read: {error}") from error
            if before is not None and not before < observation.id:
                raise self._damaged(tree, f"{observation.id} is out of canonical order")
            before = observation.id
            yield observation
        return b""

    def _damaged(self, tree: Tree, why: str) -> EvidenceError:
        return damaged(f"{self.path}:{tree.count + 1}", why)

    def _check(self, tree: Tree, end: list[bytes]) -> None:
        found = Seal(
            count=tree.count,
            root=f"sha256:{tree.root().hex()}",
            header=digest(self.header),
            footer=digest(end[0]),
        )
        if len(end) != 2 or end[0] != self.footer or _seal(end[1], self.path) != self.seal:
            raise self._damaged(tree, "the end of the file is not what it was when it was opened")
        if found != self.seal:
            raise damaged(str(self.path), f"the seal does not fit: {_difference(found, self.seal)}")


def read(path: Path, limits: Limits = LIMITS) -> Evidence:
    """Return the evidence of a sealed file or of a run's folder; its observations are read as they are asked for.

    In a folder the sealed file comes first; without one, what the journal says so far is read, and the footer is
    None unless the run has ended. Raises EvidenceError when the file is none, is damaged, or is of unknown format.
    """
    if path.is_dir() and not (path / SEALED).exists():
        known = replay(path)
        return Evidence(context=known.context, observations=known.observations, footer=known.footer)
    path = _sealed(path)
    header = next(lines(path, limits), b"")
    context, format = decode_header(header, f"{path}:1", limits)
    footer, seal = _end(path, limits)
    return Evidence(
        context=context,
        observations=SealedObservations(path, limits, header, footer, _seal(seal, path), format),
        footer=decode_footer(footer, format, str(path), limits),
    )


def digest_of_evidence(path: Path, limits: Limits = LIMITS) -> str:
    """Return the SHA-256 of all lines of a sealed file, which is what `gunzip -c FILE | sha256sum` says.

    `path` is the file or its run's folder. Raises EvidenceError when it is not sealed or cannot be unpacked.
    """
    path = _sealed(path)
    whole = hashlib.sha256()
    for piece in unpacked(path, limits):
        whole.update(piece)
    return f"sha256:{whole.hexdigest()}"


def seal_of(path: Path, limits: Limits = LIMITS) -> Seal:
    """Return the seal as the file states it; only a walk through its observations checks it. Raises EvidenceError."""
    path = _sealed(path)
    return _seal(_end(path, limits)[1], path)


def _sealed(path: Path) -> Path:
    file = path / SEALED if path.is_dir() else path
    if not file.is_file():
        hint = "Give an evidence file, or the folder of a run that was sealed."
        raise EvidenceError("there is no sealed evidence here", where=str(path), hint=hint)
    return file


def _end(path: Path, limits: Limits) -> tuple[bytes, bytes]:
    """Return the lines of the footer and of the seal, from the end of the file or, where that fails, the long way."""
    end = tail(path, limits)
    if end is None:
        end = list(ending(path, limits))
    if len(end) != 2:
        raise damaged(str(path), "the file does not end with footer and seal")
    return end[0], end[1]


def _seal(line: bytes, path: Path) -> Seal:
    try:
        return msgspec.json.decode(line, type=Sealed).seal
    except UNREADABLE as error:
        raise damaged(str(path), f"the seal cannot be read: {error}") from error


def _difference(found: Seal, stated: Seal) -> str:
    names = (name for name in Seal.__struct_fields__ if getattr(found, name) != getattr(stated, name))
    return ", ".join(f"{name} is {getattr(found, name)}, stated {getattr(stated, name)}" for name in names)
