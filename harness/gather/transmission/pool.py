"""Keeps open connections between exchanges, and lets go of those that may have gone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeAlias

from harness.gather.transmission.dial import Origin
from harness.gather.transmission.http1 import Connection

Line: TypeAlias = tuple[Origin, str]
"""An origin, and whose client certificate was shown to it: a connection is one client's alone."""

MAX_IDLE = 1_500_000
"""Microseconds; servers close what is idle from 2 s on, and a request may then meet the closing half-way."""
MAX_KEPT = 8


class Pool:
    """Idle connections by origin and client, the last used first; may be shared by threads."""

    def __init__(self, now: Callable[[], int]) -> None:
        """Begin empty; `now` gives microseconds that only go forward."""
        self._now = now
        self._idle: dict[Line, list[tuple[int, Connection]]] = {}
        self._lock = threading.Lock()

    def take(self, line: Line) -> Connection | None:
        """Return a connection on which nothing has come since it was given back, or None."""
        kept = self._idle.get(line)
        while kept:
            with self._lock:
                if not kept:
                    return None
                since, connection = kept.pop()
            if self._now() - since < MAX_IDLE and connection.idle():
                return connection
            connection.close()
        return None

    def give(self, line: Line, connection: Connection) -> None:
        """Keep a connection for the next exchange, or close it when there are enough."""
        with self._lock:
            kept = self._idle.setdefault(line, [])
            if len(kept) < MAX_KEPT:
                kept.append((self._now(), connection))
                return
        connection.close()

    def close(self) -> None:
        """Close all that is idle."""
        with self._lock:
            for kept in self._idle.values():
                while kept:
                    kept.pop()[1].close()
