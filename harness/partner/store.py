"""Keeps what a partner was told, in memory: records on shelves, in the order of their arrival."""

from __future__ import annotations

import base64
import random
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Record: TypeAlias = dict[str, Any]
"""A JSON object; never changed in place, so that a copy kept elsewhere stays as it was."""
MOST_ANSWERED: Final = 50_000
"""Answers that are remembered; the oldest go first."""


class Shelf:
    """Records of one kind that belong together, by key, oldest first.

    Each has a number that no other on the shelf ever has, so that a reader can go on from where it was although records
    came and went meanwhile.
    """

    __slots__ = ("_next", "_number", "_numbers", "_records")

    def __init__(self) -> None:
        self._next = 1
        self._number: dict[str, int] = {}
        self._numbers: list[int] = []
        self._records: list[Record] = []

    def get(self, key: str) -> Record | None:
        """Return the record under `key`."""
        number = self._number.get(key)
        return None if number is None else self._records[bisect_left(self._numbers, number)]

    def put(self, key: str, record: Record) -> None:
        """Keep a record; one under the same key is replaced and keeps its place."""
        number = self._number.get(key)
        if number is not None:
            self._records[bisect_left(self._numbers, number)] = record
            return
        self._number[key] = self._next
        self._numbers.append(self._next)
        self._records.append(record)
        self._next += 1

    def drop(self, key: str) -> None:
        """Forget a record, if it is there."""
        number = self._number.pop(key, None)
        if number is not None:
            index = bisect_left(self._numbers, number)
            del self._numbers[index], self._records[index]

    def clear(self) -> None:
        """Forget all records."""
        self._number.clear()
        self._numbers.clear()
        self._records.clear()

    def slice(self, start: int, count: int) -> list[Record]:
        """Return at most `count` records from position `start`, counted from 0."""
        return self._records[start : start + count]

    def position_after(self, number: int) -> int:
        """Return the position of the first record with a greater number."""
        return bisect_right(self._numbers, number)

    def number_at(self, position: int) -> int:
        """Return the number of the record at a position."""
        return self._numbers[position]

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)


@dataclass(frozen=True, slots=True)
class Answered:
    """A message that was answered before: what it said, the answer, and when that has left."""

    content: bytes
    reply: Any
    at: float = 0.0
    """Seconds since 1970."""


class Store:
    """Everything that a partner remembers; the same seed and the same calls give the same store."""

    stocked = False
    """Whether what the script says lies in it already."""

    def __init__(self, seed: int | str) -> None:
        self._shelves: dict[tuple[str, str], Shelf] = {}
        self._random = random.Random(seed)
        self.answered: dict[str, Answered] = {}
        self._calls: dict[str, deque[float]] = {}

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

    def before(self, key: str) -> Answered | None:
        """Return what was answered under a key, if it is remembered."""
        return self.answered.get(key)

    def remember(self, key: str, answered: Answered) -> None:
        """Keep an answer under a key that has none yet."""
        if key not in self.answered and len(self.answered) >= MOST_ANSWERED:
            del self.answered[next(iter(self.answered))]
        self.answered.setdefault(key, answered)

    def wait_for(self, key: str, now: float, most: int, seconds: float) -> float:
        """Count a call under a key, or return how many seconds it is too early: at most `most` in so many seconds."""
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        if len(calls) >= most:
            return calls[0] + seconds - now
        calls.append(now)
        return 0.0

    def begin(self) -> None:
        """Let what changes from now on come about together, where it outlives the partner."""

    def end(self) -> None:
        """Let it come about."""

    def undo(self) -> None:
        """Let none of it come about, where that can be."""

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let what is changed within come about together, or not at all where it fails."""
        self.begin()
        try:
            yield
            self.end()
        except BaseException:
            self.undo()
            raise

    def close(self) -> None:
        """Need nothing more."""

    def fresh_secret(self) -> str:
        """Return 32 octets that were not given before, in base64."""
        return base64.b64encode(self._random.randbytes(32)).decode()

    def fresh_uuid(self) -> str:
        """Return an identifier that was not given before (RFC 9562, version 4)."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
