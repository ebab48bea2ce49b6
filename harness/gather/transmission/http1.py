"""Carries one exchange after another over one connection, within its deadlines (RFC 9112)."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from harness.evidence import Reply
from harness.gather.restraint.limits import Bounds
from harness.gather.transmission.replyparser import ReplyParser

PIECE = 65_536
GRACE = 250_000
"""How long to look for bytes that may not come, microseconds."""
_GRACE_BYTES = 65_536
SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Got:
    """What came of one exchange; times are those of the clock, not of a partition."""

    reply: Reply
    sent: int
    """When the last byte of the request was handed to the kernel."""
    first_byte: int
    """When the first byte of the final reply arrived; 0 when none did."""
    last_byte: int
    """When the last byte arrived, or when it was clear that none would."""
    reusable: bool
    dropped: bool
    """The connection ended before any byte of a reply."""


class Connection:
    """One open connection; not to be used by two threads at once."""

    __slots__ = ("_now", "_set", "_sock", "_waiter")

    def __init__(self, sock: socket.socket, now: Callable[[], int]) -> None:
        """Take over an open socket; `now` gives microseconds that only go forward."""
        self._sock = sock
        self._now = now
        self._set = -1
        self._waiter = _waiter(sock)

    def exchange(self, message: bytes, method: str, bounds: Bounds) -> Got:
        """Send a request and take in its reply; never raises for what the other side does.

        Ends after `bounds.timeout` at the latest, or when nothing came for `bounds.idle_timeout`.
        """
        deadline = self._now() + bounds.timeout
        failed = self._send(message, bounds, deadline)
        sent = self._now()
        parser = ReplyParser(method, bounds)
        first, last, why = 0, sent, ""
        while not why:
            data, why = self._receive(min(bounds.idle_timeout, deadline - last))
            last = self._now()
            if not data:
                break
            over = parser.feed(data)
            if not first and not parser.waiting:
                first = last
            if over:
                break
            if last >= deadline:
                why = "timeout"
        if parser.linger:
            self._look_for_more(parser)
        if why == "tls" and parser.begun:
            why = "reset"
        dropped = not parser.begun and why in ("reset", "closed")
        reply = parser.end(why)
        return Got(reply, sent, first, last, parser.reusable and not failed and not why, dropped)

    def idle(self) -> bool:
        """Say whether nothing has come since the last reply: bytes or an end mean that it must not be used again."""
        return not self._waiter(0)

    def close(self) -> None:
        """Close it at once, without a farewell that could block."""
        self._sock.close()

    def _send(self, message: bytes, bounds: Bounds, deadline: int) -> bool:
        """Hand a request to the kernel; says whether that failed, after which a reply may still be there to read."""
        try:
            if len(message) <= PIECE:
                self._limit(bounds.idle_timeout)
                self._sock.sendall(message)
                return False
            return self._send_long(memoryview(message), deadline)
        except OSError:
            return True

    def _send_long(self, message: memoryview, deadline: int) -> bool:
        # A server may refuse a long body before it has read it (RFC 9112 section 9.5): stop then, and listen.
        tls = isinstance(self._sock, ssl.SSLSocket)  # there, readable may only mean a session ticket
        for start in range(0, len(message), PIECE):
            if not tls and self._waiter(0):
                return True
            self._limit(deadline - self._now())
            self._sock.sendall(message[start : start + PIECE])
        return False

    def _receive(self, wait: int) -> tuple[bytes, str]:
        """Return what came, or nothing and why."""
        try:
            self._limit(wait)
            data = self._sock.recv(PIECE)
        except TimeoutError:
            return b"", "timeout"
        except ssl.SSLError:
            return b"", "tls"
        except OSError:
            return b"", "reset"
        return data, "" if data else "closed"

    def _look_for_more(self, parser: ReplyParser) -> None:
        until = self._now() + GRACE
        seen = 0
        while seen < _GRACE_BYTES and (left := until - self._now()) > 0:
            data, _ = self._receive(left)
            if not data:
                return
            seen += len(data)
            parser.feed(data)

    def _limit(self, wait: int) -> None:
        """Let the next calls wait so long; a wait of zero would mean a socket that does not block."""
        wait = max(wait, 1000)
        if wait != self._set:
            self._sock.settimeout(wait / SECOND)
            self._set = wait


def _waiter(sock: socket.socket) -> Callable[[int], bool]:
    """Return a function that says whether there is something to read."""
    if not hasattr(select, "poll"):  # Windows
        return lambda wait: bool(select.select([sock], [], [], wait)[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return lambda wait: bool(poll.poll(wait))
