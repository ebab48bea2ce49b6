"""Keeps what a partner was told in an SQLite file, so that it knows it after a restart; answers as memory does."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from harness.errors import MockError
from harness.partner.call import Reply
from harness.partner.store import MOST_ANSWERED, Answered, Record, Shelf, Store

MARK: Final = 0x48_4C_4D_4B
"""The application_id of SQLite's header."""
FORMAT: Final = 1
_TABLES: Final = (
    "CREATE TABLE about (mock TEXT NOT NULL, openings INTEGER NOT NULL)",
    "CREATE TABLE shelf (id INTEGER PRIMARY KEY, name BLOB NOT NULL, of BLOB NOT NULL, next INTEGER NOT NULL,"
    " UNIQUE (name, of))",
    "CREATE TABLE record (shelf INTEGER NOT NULL, number INTEGER NOT NULL, key BLOB NOT NULL, value TEXT NOT NULL,"
    " PRIMARY KEY (shelf, number), UNIQUE (shelf, key)) WITHOUT ROWID",
    "CREATE TABLE answered (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, content BLOB NOT NULL,"
    " reply BLOB NOT NULL, at REAL NOT NULL)",
)


class File:
    """An SQLite file that this process alone uses; what is committed survives `kill -9`."""

    def __init__(self, path: Path) -> None:
        """Open it, or make it with nobody else to read it. Raises MockError."""
        self._path = path
        self._within = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._open = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        except OSError as error:
            raise MockError(f"cannot be read and written: {error.strerror or error}", where=str(path)) from None
        except sqlite3.Error as error:
            raise self.wrong(error) from None

    def claim(self, mock: str) -> int:
        """Take the file for a mock alone; return how often it was opened before. Raises MockError.

        That it was opened comes about with what is changed next, up to `end`.
        """
        try:
            self.ask("PRAGMA locking_mode = EXCLUSIVE")
            new = not self.ask("PRAGMA schema_version")[0]
            if not new:
                self._check(mock)
            self.ask("PRAGMA journal_mode = WAL")
            self.ask("PRAGMA synchronous = NORMAL")
            self.ask("BEGIN EXCLUSIVE")
            if new:
                self._make(mock)
            self.ask("UPDATE about SET openings = openings + 1")
            (openings,) = self.ask("SELECT openings FROM about")
        except sqlite3.Error as error:
            self.close()
            raise self.wrong(error) from None
        except MockError:
            self.close()
            raise
        return int(openings) - 1

    def _make(self, mock: str) -> None:
        for table in _TABLES:
            self.ask(table)
        self.ask("INSERT INTO about VALUES (?, 0)", mock)
        self.ask(f"PRAGMA application_id = {MARK}")
        self.ask(f"PRAGMA user_version = {FORMAT}")

    def _check(self, mock: str) -> None:
        hint = "Give another folder to --state, or take the file away."
        if self.ask("PRAGMA application_id")[0] != MARK:
            raise MockError("this database is of another program", where=str(self._path), hint=hint)
        version = self.ask("PRAGMA user_version")[0]
        if version != FORMAT:
            said = f"the state is of format {version}; this copy knows {FORMAT}"
            raise MockError(said, where=str(self._path), hint=hint)
        (kept,) = self.ask("SELECT mock FROM about")
        if kept != mock:
            raise MockError(f"the state of {kept} lies here, not of {mock}", where=str(self._path), hint=hint)

    def wrong(self, error: sqlite3.Error) -> MockError:
        """Return what is said of an error of SQLite's."""
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            hint = "Stop the other partner, or give another folder to --state."
            return MockError("another process has the state open", where=str(self._path), hint=hint)
        if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            hint = "Give another folder to --state, or take the file away."
            return MockError("this is no SQLite database, or a damaged one", where=str(self._path), hint=hint)
        return MockError(f"the state cannot be used: {error}", where=str(self._path))

    def ask(self, statement: str, *given: Any) -> Any:
        """Run a statement that asks; return its first row, or None. Raises sqlite3.Error."""
        return self._open.execute(statement, given).fetchone()

    def all(self, statement: str, *given: Any) -> Iterator[Any]:
        """Run a statement that asks for many rows."""
        return iter(self._open.execute(statement, given).fetchall())

    def tell(self, statement: str, *given: Any) -> int:
        """Run a statement that changes something; return how many rows it changed."""
        if self._within and not self._open.in_transaction:
            self._open.execute("BEGIN")
        return self._open.execute(statement, given).rowcount

    def begin(self) -> None:
        """Let the changes from now on come about together."""
        self._within = True

    def end(self) -> None:
        """Let them come about."""
        self._within = False
        if self._open.in_transaction:
            self._open.commit()

    def undo(self) -> None:
        """Let none of them come about."""
        self._within = False
        if self._open.in_transaction:
            self._open.rollback()

    def close(self) -> None:
        """Let others have the file."""
        self._open.close()


class KeptShelf(Shelf):
    """A shelf in a file."""

    __slots__ = ("_file", "_id")

    def __init__(self, file: File, id: int) -> None:
        """The shelf is in the file."""
        self._file = file
        self._id = id

    def get(self, key: str) -> Record | None:
        """Return the record under `key`."""
        found = self._file.ask("SELECT value FROM record WHERE shelf = ? AND key = ?", self._id, _octets(key))
        return None if found is None else _record(found[0])

    def put(self, key: str, record: Record) -> None:
        """Keep a record; one under the same key is replaced and keeps its place."""
        value, octets = json.dumps(record), _octets(key)
        if self._file.tell("UPDATE record SET value = ? WHERE shelf = ? AND key = ?", value, self._id, octets):
            return
        said = "INSERT INTO record SELECT id, next, ?, ? FROM shelf WHERE id = ?"
        self._file.tell(said, octets, value, self._id)
        self._file.tell("UPDATE shelf SET next = next + 1 WHERE id = ?", self._id)

    def drop(self, key: str) -> None:
        """Forget a record, if it is there."""
        self._file.tell("DELETE FROM record WHERE shelf = ? AND key = ?", self._id, _octets(key))

    def clear(self) -> None:
        """Forget all records."""
        self._file.tell("DELETE FROM record WHERE shelf = ?", self._id)

    def slice(self, start: int, count: int) -> list[Record]:
        """Return at most `count` records from position `start`, counted from 0."""
        said = "SELECT value FROM record WHERE shelf = ? ORDER BY number LIMIT ? OFFSET ?"
        return [_record(value) for (value,) in self._file.all(said, self._id, max(count, 0), start)]

    def position_after(self, number: int) -> int:
        """Return the position of the first record with a greater number."""
        return int(self._file.ask("SELECT count(*) FROM record WHERE shelf = ? AND number <= ?", self._id, number)[0])

    def number_at(self, position: int) -> int:
        """Return the number of the record at a position. Raises IndexError."""
        said = "SELECT number FROM record WHERE shelf = ? ORDER BY number LIMIT 1 OFFSET ?"
        found = self._file.ask(said, self._id, position)
        if found is None:
            raise IndexError(position)
        return int(found[0])

    def __len__(self) -> int:
        return int(self._file.ask("SELECT count(*) FROM record WHERE shelf = ?", self._id)[0])

    def __iter__(self) -> Iterator[Record]:
        said = "SELECT value FROM record WHERE shelf = ? ORDER BY number"
        return (_record(value) for (value,) in self._file.all(said, self._id))


class KeptStore(Store):
    """A store in a file. How often somebody has called lately is not kept."""

    def __init__(self, path: Path, mock: str, seed: int) -> None:
        """Open the file, or make it. Raises MockError.

        In a file that is new a seed gives the same identifiers as in memory, and others each time it is opened again.
        """
        self._file = File(path)
        before = self._file.claim(mock)
        super().__init__(seed if not before else f"{seed} {before}")
        self.stocked = before > 0
        self._count = self._before = int(self._file.ask("SELECT count(*) FROM answered")[0])

    def shelf(self, name: str, of: str = "") -> Shelf:
        """Return the shelf `name` that belongs to the record `of`, made when it is first asked for."""
        found = self._found(name, of)
        if found is None:
            self._file.tell("INSERT INTO shelf (name, of, next) VALUES (?, ?, 1)", _octets(name), _octets(of))
            found = self._found(name, of)
            assert found is not None
        return found

    def look(self, name: str, of: str = "") -> Shelf:
        """Return the shelf for reading; one that nobody has put anything on is not kept."""
        return self._found(name, of) or Shelf()

    def _found(self, name: str, of: str) -> KeptShelf | None:
        found = self._file.ask("SELECT id FROM shelf WHERE name = ? AND of = ?", _octets(name), _octets(of))
        return None if found is None else KeptShelf(self._file, found[0])

    def before(self, key: str) -> Answered | None:
        """Return what was answered under a key, if it is remembered."""
        found = self._file.ask("SELECT content, reply, at FROM answered WHERE key = ?", _octets(key))
        return None if found is None else Answered(found[0], msgspec.json.decode(found[1], type=Reply), found[2])

    def remember(self, key: str, answered: Answered) -> None:
        """Keep an answer under a key that has none yet."""
        said = "INSERT OR IGNORE INTO answered (key, content, reply, at) VALUES (?, ?, ?, ?)"
        reply = msgspec.json.encode(answered.reply)
        self._count += self._file.tell(said, _octets(key), answered.content, reply, answered.at)
        if self._count > MOST_ANSWERED:
            self._file.tell("DELETE FROM answered WHERE id = (SELECT min(id) FROM answered)")
            self._count -= 1

    def begin(self) -> None:
        """Let all that one call changes come about at once, or not at all where the partner is killed."""
        self._file.begin()
        self._before = self._count

    def end(self) -> None:
        """Let it come about."""
        self._file.end()

    def undo(self) -> None:
        """Let none of it come about: the call has failed."""
        self._file.undo()
        self._count = self._before

    def close(self) -> None:
        """Let others have the file."""
        self._file.close()


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _record(value: str) -> Record:
    found: Record = json.loads(value)
    return found
