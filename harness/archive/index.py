"""Brings the records of all shards into canonical order without holding them in memory."""

from __future__ import annotations

import itertools
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from harness.archive.format import LIMITS, UNREADABLE, damaged
from harness.archive.frames import Frame, Frames
from harness.archive.journal import MOST, Closed, Extent
from harness.evidence import ExchangeId

_SENT, _GOT = 0, 1
_RANK = {"sent": _SENT, "got": _GOT}

# WITHOUT ROWID makes the table its own index; BLOBs compare by byte, and UTF-8 sorts as code points do.
_TABLE = """
create table record (partition blob, ordinal integer, rank integer, shard integer, line integer, offset integer,
                     length integer, primary key (partition, ordinal, rank, shard, line)) without rowid
"""
_INSERT = "insert into record values (?, ?, ?, ?, ?, ?, ?)"
_ROWS = "select * from record order by partition, ordinal, rank desc, shard, line"
_ROWS_OF = "select * from record where partition = ? order by ordinal, rank desc, shard, line"
_LAST = "select partition, max(ordinal) from record group by partition"
_UNANSWERED = "select partition, ordinal from record group by partition, ordinal having max(rank) = 0"


class _Row(NamedTuple):
    partition: bytes
    ordinal: int
    rank: int
    shard: int
    line: int
    offset: int
    length: int


class _Named(msgspec.Struct, frozen=True):
    id: ExchangeId


class Entry(NamedTuple):
    """One observation as it will stand in the sealed file, and where it was found (`file:line`)."""

    id: ExchangeId
    payload: bytes
    where: str


class Index:
    """Knows where each record of a journal lies; the table is a temporary file that goes when the index does."""

    def __init__(self, shards: Sequence[Path], closed: Closed | None) -> None:
        """Read every line once. Raises EvidenceError with file and line when one is damaged or has been lost."""
        self._shards = tuple(shards)
        self._extents: dict[str, Extent] = {}
        self.torn: tuple[str, ...] = ()
        """`file:line` of each last line without its end."""
        self._table = sqlite3.connect("", check_same_thread=False)
        weakref.finalize(self, self._table.close)
        self._table.execute(_TABLE)
        for number in range(len(self._shards)):
            self._table.executemany(_INSERT, self._records(number))
        self._table.commit()
        if closed:
            self._check(closed)

    def entries(self, partition: str | None = None) -> Iterator[Entry]:
        """Yield what is known, in canonical order: what was got, or else what was sent. Raises EvidenceError."""
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in self._shards]
            for (name, ordinal), rows in itertools.groupby(self._rows(partition), key=lambda row: row[:2]):
                yield self._entry(ExchangeId(name.decode(), ordinal), list(rows), files)

    def last(self) -> dict[str, int]:
        """Return the highest ordinal of each partition."""
        return {name.decode(): ordinal for name, ordinal in self._table.execute(_LAST)}

    def unanswered(self) -> tuple[ExchangeId, ...]:
        """Return what was sent and never got an answer, in canonical order."""
        return tuple(ExchangeId(name.decode(), ordinal) for name, ordinal in self._table.execute(_UNANSWERED))

    def _rows(self, partition: str | None) -> Iterator[_Row]:
        if partition is None:
            return map(_Row._make, self._table.execute(_ROWS))
        return map(_Row._make, self._table.execute(_ROWS_OF, (partition.encode(),)))

    def _records(self, shard: int) -> Iterator[_Row]:
        path = self._shards[shard]
        frames = Frames(path, LIMITS.line)
        decode = msgspec.json.Decoder(_Named).decode
        for found in frames:
            where = f"{path}:{found.line}"
            if found.kind not in _RANK:
                raise damaged(where, f"a journal holds no record of kind {found.kind!r}")
            try:
                id = decode(found.payload).id
            except UNREADABLE as error:
                raise damaged(where, f"the record cannot be read: {error}") from error
            if not 0 <= id.ordinal < MOST:
                raise damaged(where, f"{id} is no id: an ordinal counts up from 0")
            yield _row(id, shard, found)
        self._extents[path.name] = Extent(frames.size, frames.chain)
        if frames.torn:
            self.torn += (frames.torn,)

    def _entry(self, id: ExchangeId, rows: list[_Row], files: Sequence[BinaryIO]) -> Entry:
        """Choose among the records of one id. All that were sent must be alike, and so must all that were got."""
        payloads = [self._payload(row, files) for row in rows]
        for (one, first), (other, second) in itertools.pairwise(zip(rows, payloads, strict=True)):
            if one.rank == other.rank and first != second:
                raise damaged(f"{self._where(one)} and {self._where(other)}", f"{id} is two different observations")
        return Entry(id, payloads[0], self._where(rows[0]))

    def _payload(self, row: _Row, files: Sequence[BinaryIO]) -> bytes:
        file = files[row.shard]
        file.seek(row.offset)
        return file.read(row.length)

    def _where(self, row: _Row) -> str:
        return f"{self._shards[row.shard]}:{row.line}"

    def _check(self, closed: Closed) -> None:
        for name in sorted(closed.shards.keys() | self._extents.keys()):
            if closed.shards.get(name) != self._extents.get(name):
                where = str(self._shards[0].parent / name) if self._shards else name
                raise damaged(where, "the file is not as it was when the run ended")


def _row(id: ExchangeId, shard: int, found: Frame) -> _Row:
    return _Row(
        id.partition.encode(), id.ordinal, _RANK[found.kind], shard, found.line, found.offset, len(found.payload)
    )
