"""Keeps what a partner was told, in memory: records on shelves, in the order of their arrival."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]
"""A JSON object; never changed in place, so that a copy kept elsewhere stays as it was."""


@dataclass(slots=True)
class Shelf:
    """Records of one kind that belong together, by key, oldest first."""

    records: dict[str, Record] = field(default_factory=dict)

    def get(self, key: str) -> Record | None:
        """Return the record under `key`."""
        return self.records.get(key)

    def put(self, key: str, record: Record) -> None:
        """Keep a record; one under the same key is replaced and keeps its place."""
        self.records[key] = record

    def drop(self, key: str) -> None:
        """Forget a record, if it is there."""
        self.records.pop(key, None)

    def slice(self, start: int, count: int) -> list[Record]:
        """Return at most `count` records from position `start`, counted from 0."""
        return list(islice(self.records.values(), start, start + count))

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records.values())


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that was answered before: what it said, and the answer."""

    content: bytes
    reply: Any


class Store:
    """Everything that a partner remembers; the same seed and the same calls give the same store."""

    def __init__(self, seed: int) -> None:
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._random = random.Random(seed)
        self.answered: dict[str, Answered] = {}

    def shelf(self, name: str, of: str = "") -> Shelf:
        """Return the shelf `name` that belongs to the record `of`, made when it is first asked for."""
        key = (name, of)
        found = self._shelves.get(key)
        if found is None:
            found = self._shelves[key] = Shelf()
        return found

    def look(self, name: str, of: str = "") -> Shelf:
        """Return the shelf for reading; one that nobody has put anything on is not kept."""
        return self._shelves.get((name, of)) or Shelf()

    def fresh_uuid(self) -> str:
        """Return an identifier that was not given before (RFC 9562, version 4)."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
