"""Looks through everything that a bundle would hold, a mebibyte at a time, and lists what must not leave.

The same value is one leak, named by the first place where it stands and the number of the others. What Hallmark wrote
into a request by itself is of no person; what the run file gave it may be.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from harness.archive.journal import SEALED
from harness.evidence import Evidence, Observation
from harness.leaks.layers import DEPTH, ROOM, SEAM, Layer, Piece, decoded, unpacked
from harness.leaks.needles import Found, Needles
from harness.leaks.parts import NOTES, Part, parts_of
from harness.leaks.persons import persons
from harness.leaks.places import field_at
from harness.leaks.shapes import shapes
from harness.secretforms import Unescaped

BATCH: Final = 1 << 20
OVERLAP: Final = 4096
"""Octets of a file that are looked at twice, so that nothing is cut in two."""
MOST: Final = 10_000
"""Different values that are told apart; a run with more of them is not fit to leave in any case."""


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """One value that must not leave: what it is and where it stands, never the value."""

    kind: str
    """`secret`, `token`, `key` or `person`."""
    what: str
    place: str
    """Exchange, part and field (harness/leaks/places.py), or the member of the bundle."""
    others: int
    """In how many more places the same value stands."""


class _Piece(NamedTuple):
    """Octets in a batch, and where they are from."""

    start: int
    where: str
    part: Part


class Scan:
    """What was found so far."""

    def __init__(self, secrets: Mapping[str, bytes]) -> None:
        """`secrets` are those of the declaration, by name."""
        self._needles = Needles(secrets)
        self._first: dict[bytes, tuple[str, str, str]] = {}
        self._count: dict[bytes, int] = {}
        self._ours: set[bytes] = set()
        self._declared: set[bytes] = set()
        self._batch: list[_Piece] = []
        self._data: list[bytes] = []
        self._size = 0

    def leaks(self) -> tuple[Leak, ...]:
        """Return what must not leave, in the order in which it was found."""
        self._turn()
        return tuple(
            Leak(kind=kind, what=what, place=place, others=self._count[value] - 1)
            for value, (kind, what, place) in self._first.items()
            if kind != "person" or value in self._declared or value not in self._ours
        )

    def evidence(self, evidence: Evidence) -> None:
        """Look through context, observations and footer."""
        for name, part in (("context", evidence.context), ("footer", evidence.footer)):
            self._add(SEALED, Part(name, msgspec.json.encode(part), ours=False))
        self._turn()
        self._declared = set(self._first)
        for observation in evidence.observations:
            self.observation(observation)
        self._turn()

    def observation(self, observation: Observation) -> None:
        """Look through one observation."""
        where = str(observation.id)
        for part in parts_of(observation):
            self._add(where, part)

    def member(self, name: str, source: Path | bytes) -> None:
        """Look through a member of the bundle, unpacked where it is packed by gzip."""
        self._turn()
        tail, offset = b"", 0
        for piece in _pieces(source):
            self._look(name, tail + piece, offset - len(tail), len(tail))
            offset += len(piece)
            tail = (tail + piece)[-OVERLAP:]

    def _add(self, where: str, part: Part) -> None:
        self._batch.append(_Piece(self._size, where, part))
        self._data += (part.data, SEAM)
        self._size += len(part.data) + len(SEAM)
        if self._size >= BATCH:
            self._turn()

    def _turn(self) -> None:
        """Look through what was gathered, and begin anew."""
        batch, data = self._batch, b"".join(self._data)
        self._batch, self._data, self._size = [], [], 0
        if not data:
            return
        starts = [piece.start for piece in batch]
        beside = frozenset(one.start for one, after in pairwise(batch) if after.part.whole)
        for found in self._all(data, beside):
            piece = batch[bisect_right(starts, found.start) - 1]
            if found.kind == "person" and piece.part.ours:
                if len(self._ours) < MOST * 100:
                    self._ours.add(_value(found))
                continue
            self._note(found, partial(self._place, piece, found))

    def _look(self, name: str, data: bytes, offset: int, seen: int) -> None:
        for found in self._all(data):
            if found.end > seen:
                self._note(found, f"{name}:@{offset + found.start}+{found.end - found.start}".__str__)

    def _note(self, found: Found, place: Callable[[], str]) -> None:
        value = _value(found)
        if value not in self._first:
            if len(self._first) >= MOST:
                return
            self._first[value] = (found.kind, found.what, place())
        self._count[value] = self._count.get(value, 0) + 1

    def _all(self, data: bytes, beside: Container[int] = ()) -> Iterator[Found]:
        """Yield what stands in octets, and in whatever they were wrapped in; each where the outermost wrapping is.

        What is packed at one of the places of `beside` stands there unpacked as well.
        """
        room, outer = ROOM, None
        for _ in range(DEPTH + 1):
            undone = Unescaped(data) if Unescaped.worth_while(data.decode("latin-1")) else None
            yield from (_moved(found, outer) for found in self._layer(data, undone))
            inside = (*unpacked(data, room, beside), *_spread(decoded(undone.data if undone else data, room), undone))
            room -= sum(len(piece.data) for piece in inside)
            if not inside or room < 0:
                return
            outer = Layer(piece if outer is None else Piece(*outer.span(piece.start), piece.data) for piece in inside)
            data, beside = outer.data, ()

    def _layer(self, data: bytes, undone: Unescaped | None) -> Iterator[Found]:
        yield from self._needles.found(data)
        if undone is None:
            yield from _shaped(data)
            return
        for found in (*self._needles.found(undone.data), *_shaped(undone.data)):
            start, end = undone.span(found.start, found.end)
            yield found._replace(start=start, end=end)

    def _place(self, piece: _Piece, found: Found) -> str:
        start, end = found.start - piece.start, found.end - piece.start
        if piece.part.name in (NOTES, "context", "footer", "body"):
            return f"{piece.where}:{piece.part.name}:@{start}+{end - start}"
        if piece.part.whole:
            return f"{piece.where}:{piece.part.name}"
        field = field_at(piece.part.name, piece.part.data, start, end)
        # A name may itself be what must not be shown.
        if next(self._all(field.encode()), None) is not None:
            field = f"@{start}+{end - start}"
        return f"{piece.where}:{piece.part.name}:{field}"


def scan(evidence: Evidence, members: Mapping[str, Path | bytes], secrets: Mapping[str, bytes]) -> tuple[Leak, ...]:
    """Return what must not leave of evidence and of the other `members` of a bundle."""
    found = Scan(secrets)
    found.evidence(evidence)
    for name, source in members.items():
        if name != SEALED:
            found.member(name, source)
    return found.leaks()


def _moved(found: Found, outer: Layer | None) -> Found:
    """Return what was found in a layer as it stands in the outermost octets."""
    if outer is None:
        return found
    start, end = outer.span(found.start)
    return found._replace(start=start, end=end)


def _spread(pieces: Iterable[Piece], undone: Unescaped | None) -> Iterator[Piece]:
    """Yield pieces of a text whose escapes were undone by where they are written."""
    for start, end, data in pieces:
        yield Piece(*(undone.span(start, end) if undone else (start, end)), data)


def _shaped(data: bytes) -> Iterable[Found]:
    return (*shapes(data), *persons(data))


def _value(found: Found) -> bytes:
    return hashlib.sha256(f"{found.kind}\0{found.what}\0".encode() + found.value).digest()


def _pieces(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield from (source[at : at + BATCH] for at in range(0, len(source), BATCH))
        return
    try:
        with gzip.open(source) if source.suffix == ".gz" else source.open("rb") as file:
            while piece := file.read(BATCH):
                yield piece
    except (zlib.error, EOFError, gzip.BadGzipFile):
        return
