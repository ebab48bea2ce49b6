"""Sends one request over and over on kept connections, as fast as they are answered or at a steady rate.

It is a program of its own, so that it can be held to another core than what it measures: a request as JSON on standard
input, what was found as one line of JSON on standard output. Times are taken from the moment at which a request was
due, not from the one at which it could be sent, so that a server that stalls does not look better for it.
"""

from __future__ import annotations

import gc
import json
import selectors
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

MARK: Final = b"00000000-0000-4000-8000-000000000000"
"""Stands in a request where each one has an identifier of its own."""
READ: Final = 1 << 16
QUIET_S: Final = 10.0
"""A server that has sent nothing for so long has failed."""


@dataclass(slots=True)
class Lane:
    """One connection, with at most one request under way."""

    link: socket.socket
    heard: bytes = b""
    due: float = 0.0
    number: int = 0


@dataclass(slots=True)
class Load:
    """What is sent, and what came of it."""

    request: bytes
    count: int
    """How many at most."""
    rate: float
    """Requests a second; 0: as fast as they are answered."""
    seconds: float = 0.0
    """How long at most; 0: until all are sent."""
    first: int = 0
    """The number that the first identifier has."""
    sent: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    """Seconds."""
    answered: list[int] = field(default_factory=list)
    """The numbers of the requests that were answered."""

    def more(self, gone: float) -> bool:
        """Tell whether there is more to send, so many seconds after the beginning."""
        return self.sent < self.count and not 0 < self.seconds <= gone

    def next(self) -> bytes:
        """Return the next request, with an identifier of its own."""
        self.sent += 1
        return self.request.replace(MARK, b"00000000-0000-4000-8000-%012x" % (self.first + self.sent))


def run(host: str, port: int, connections: int, load: Load) -> float:
    """Send all of it, and wait for the answers; return the seconds taken. Raises OSError where none come."""
    # This one waits for microseconds, where others wait for whole milliseconds or would have to spin.
    waiting = selectors.SelectSelector()
    idle: deque[Lane] = deque()
    for _ in range(connections):
        lane = Lane(socket.create_connection((host, port)))
        lane.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting.register(lane.link, selectors.EVENT_READ, lane)
        idle.append(lane)
    _open(idle, load)
    begun = heard = now = time.perf_counter()
    done = 0
    while load.more(now - begun) or done < load.sent:
        now = time.perf_counter()
        due = now
        while idle and load.more(now - begun):
            due = begun + load.sent / load.rate if load.rate else now
            if due > now:
                break
            lane = idle.popleft()
            lane.due = due
            message = load.next()
            lane.number = load.sent
            lane.link.sendall(message)
        ready = waiting.select(max(0.0, due - now) if idle and load.more(now - begun) else 0.5)
        for key, _ in ready:
            heard = now
            if _answered(key.data, load):
                done += 1
                idle.append(key.data)
        if now - heard > QUIET_S:
            raise TimeoutError(f"nothing has come for {QUIET_S} s; {done} of {load.sent} were answered")
        now = time.perf_counter()
    return time.perf_counter() - begun


def _open(lanes: deque[Lane], load: Load) -> None:
    """Have a connection taken and its first request answered before the clock begins: what is measured is kept ones."""
    for lane in lanes:
        lane.link.sendall(load.request)
        heard = b""
        while not whole(heard):
            data = lane.link.recv(READ)
            if not data:
                raise ConnectionError("the server has closed a connection")
            heard += data


def _answered(lane: Lane, load: Load) -> bool:
    """Read what is there; tell whether the answer is whole, and note it."""
    data = lane.link.recv(READ)
    if not data:
        raise ConnectionError("the server has closed a connection")
    lane.heard += data
    if not whole(lane.heard):
        return False
    load.times.append(time.perf_counter() - lane.due)
    load.answered.append(load.first + lane.number)
    status = lane.heard[9:12].decode("latin-1")
    load.statuses[status] = load.statuses.get(status, 0) + 1
    lane.heard = b""
    return True


def whole(data: bytes) -> bool:
    """Tell whether an answer is whole: by its length, or by the chunk that is empty (RFC 9112 section 6)."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = data[:end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return len(data) - end - 4 >= int(head[at + 17 :].split(b"\r\n", 1)[0])
    return b"chunked" not in head or data.endswith(b"\r\n0\r\n\r\n") or data[end:].endswith(b"\r\n\r\n0\r\n\r\n")


def percentile(times: list[float], share: float) -> float:
    """Return the time within which that share of the answers came, in milliseconds."""
    return round(sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000, 3)


def main() -> None:
    """Read what to send, send it, and print what came."""
    gc.disable()  # Nothing here goes in circles, and a pause of the load would count as one of the server.
    asked: dict[str, Any] = json.load(sys.stdin)
    load = Load(asked["request"].encode("latin-1"), asked["count"], asked["rate"], asked["seconds"], asked["first"])
    try:
        seconds = run(asked["host"], asked["port"], asked["connections"], load)
    except (ConnectionError, BrokenPipeError):
        if not asked["mortal"]:
            raise
        print(json.dumps({"answered": load.answered}))
        return
    found = {
        "seconds": round(seconds, 3),
        "count": load.sent,
        "per_s": round(load.sent / seconds),
        "statuses": load.statuses,
        "p50_ms": percentile(load.times, 0.5),
        "p99_ms": percentile(load.times, 0.99),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
