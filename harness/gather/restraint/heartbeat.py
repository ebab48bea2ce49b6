"""Measures how far our own machine falls behind, so that its delays are not taken for the product's."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType

BEAT = 10_000
"""Microseconds from one beat to the next."""
NOISE = 1_000
"""Delays below this are not kept."""
_KEPT = 4096


class Heartbeat:
    """A thread that means to wake every `beat` microseconds; a delay is by how much it came late.

    Whatever stopped it (a busy processor, swapping, a long hold of the interpreter's lock) also stopped the thread that
    waits for a reply.
    """

    def __init__(self, now: Callable[[], int], beat: int = BEAT) -> None:
        """Measure with `now`, microseconds that only go forward; nothing runs before `start`."""
        self._now = now
        self._beat = beat
        self._due = 0
        self._late: deque[tuple[int, int]] = deque(maxlen=_KEPT)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to beat."""
        self._due = self._now() + self._beat
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop beating; what was measured can still be asked for."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._due = 0

    def __enter__(self) -> Heartbeat:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def lag_between(self, start: int, end: int) -> int:
        """Return the longest delay, microseconds, that fell into the time from `start` to `end`; 0 for none.

        A delay lasts from when the beat was due until it came; a beat that has not come yet counts up to `end`.
        """
        due = self._due
        longest = end - max(due, start) if 0 < due < end else 0
        # The newest stand last, and times only grow, so that the search ends early, mostly before it begins. It works
        # on a copy, since the thread goes on adding.
        if self._late and self._late[-1][1] >= start:
            for due, came in reversed(tuple(self._late)):
                if came < start:
                    break
                longest = max(longest, min(came, end) - max(due, start))
        return longest if longest >= NOISE else 0

    def beat(self) -> None:
        """Note that the beat came that was due."""
        came = self._now()
        if came - self._due >= NOISE:
            self._late.append((self._due, came))
        self._due = came + self._beat

    def _run(self) -> None:
        while not self._stop.wait(max(self._due - self._now(), 0) / 1_000_000):
            self.beat()
