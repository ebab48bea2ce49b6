"""Remembers what was made and what has gone of it, however much that is: on disk, in a file that goes with it."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator
from typing import Final

_TABLE: Final = "create table thing (path text primary key, made integer, gone integer) without rowid"
_MADE: Final = (
    "insert into thing values (?, ?, 0) on conflict (path) do update set made = coalesce(made, excluded.made)"
)
_GONE: Final = "insert into thing values (?, null, 1) on conflict (path) do update set gone = 1"
_LEFT: Final = """
select path from thing where made is not null and not gone
order by length(path) - length(replace(path, '/', '')) desc, made
"""


class Makings:
    """Paths of things: in whatever order it is told, what was made and has gone is not left."""

    def __init__(self) -> None:
        """Nothing was made yet; the table lies in a temporary file as soon as it is large."""
        self._count = 0
        self._table = sqlite3.connect("", check_same_thread=False)
        weakref.finalize(self, self._table.close)
        self._table.execute(_TABLE)

    def made(self, path: str) -> None:
        """Note that a thing was made."""
        self._count += 1
        self._table.execute(_MADE, (path, self._count))

    def gone(self, path: str) -> None:
        """Note that a thing has gone."""
        self._table.execute(_GONE, (path,))

    def left(self) -> Iterator[str]:
        """Yield what is left: what lies under others first, then in the order in which it was made."""
        for (path,) in self._table.execute(_LEFT):
            yield path
