"""Turns the bytes of a reply into a Reply without touching a socket (RFC 9112 sections 4 to 7)."""

from __future__ import annotations

import re

import httptools

from harness.evidence import Partial, Reply, Response, Silence
from harness.gather.restraint.limits import Bounds

_STATUS = re.compile(rb"HTTP/1\.[01] ([1-9]\d\d)(?: |$)")
_BODILESS = frozenset({204, 304})
_INTERIM_CAP = 32
# Chunks of one byte each cost six on the way; what costs more than this is framing without a body.
_OVERHEAD = 8

# Where the parser stands.
_HEAD, _COUNTED, _CHUNKED, _TO_CLOSE, _ENDED = range(5)


class ReplyParser:
    """Takes in one reply piece by piece; its result does not depend on where the pieces were cut.

    The head is found by its empty line and kept raw; httptools checks it and decodes chunks. Give every piece to `feed`
    until it says that the reply has ended, or the connection has; then ask `end` for the reply.
    """

    __slots__ = (
        *(
            "_body",
            "_bounds",
            "_chunked_end",
            "_coding",
            "_expected",
            "_extra",
            "_head",
            "_keep",
            "_lengths",
            "_method",
        ),
        *("_parser", "_pending", "_raw", "_state", "_why", "interims", "linger", "status"),
    )

    def __init__(self, method: str, bounds: Bounds) -> None:
        """Expect the reply to a request with `method`."""
        self._method = method
        self._bounds = bounds
        self._body = bytearray()
        self._raw = 0
        self._extra = False
        self._why = ""
        self.interims = 0
        """Interim replies (RFC 9110 section 15.2) that were passed over."""
        self._start()

    def _start(self) -> None:
        self._state = _HEAD
        self._pending = bytearray()
        self._head = b""
        self._coding = b""
        self._lengths = 0
        self._expected = 0
        self._keep = False
        self._chunked_end = False
        self.status = 0
        """The status of the status line, 0 before one was understood."""
        self.linger = False
        """The reply is over, but what may not follow it might: see whether bytes come, and give them to `feed`."""
        self._parser = httptools.HttpResponseParser(self)

    # What httptools calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note what frames the body; what comes after the head is a trailer and frames nothing."""
        if self._head:
            return
        lower = name.lower()
        if lower == b"content-length":
            self._lengths += 1
            self._expected = int(value)
        elif lower == b"transfer-encoding":
            self._coding = (self._coding + b"," + value if self._coding else value).strip().lower()

    def on_headers_complete(self) -> None:
        """Ask now whether the connection stays open; httptools forgets it when the message ends."""
        self._keep = self._parser.should_keep_alive()

    def on_message_begin(self) -> None:
        """Notice that a second reply follows, which nobody asked for."""
        if self._chunked_end:
            self._extra = True

    def on_body(self, data: bytes) -> None:
        """Collect what chunks hold."""
        if self._state == _CHUNKED and not self._chunked_end:
            self._body += data

    def on_message_complete(self) -> None:
        """Notice the last chunk."""
        self._chunked_end = self._state == _CHUNKED

    # What the connection calls.

    def feed(self, data: bytes) -> bool:
        """Take in bytes; says whether the reply has ended, well or not."""
        while data and self._state == _HEAD:
            data = self._feed_head(data)
        if data:
            self._feed_body(data)
        return self._state == _ENDED

    @property
    def waiting(self) -> bool:
        """Say whether no byte of the final reply came, whatever interim replies did."""
        return not (self._pending or self._head)

    @property
    def begun(self) -> bool:
        """Say whether any byte of a reply came."""
        return bool(self.interims) or not self.waiting

    @property
    def reusable(self) -> bool:
        """Say whether the connection can carry another exchange after this reply (RFC 9112 section 9.3)."""
        return self._state == _ENDED and self._keep and not self._extra and not self._why and not self.linger

    def end(self, why: str = "") -> Reply:
        """Return the reply; `why` says what ended the connection when `feed` did not end the reply."""
        if not self.begun:
            return Silence(why=why)
        if self._state == _TO_CLOSE and why == "closed":
            return self._whole()
        if self._state == _COUNTED and why == "closed":
            why = "length"
        if self._state != _ENDED:
            self._why = why
        return self._partial() if self._why else self._whole()

    def _whole(self) -> Response:
        return Response(status=self.status, head=self._head, body=bytes(self._body))

    def _partial(self) -> Partial:
        head, most = self._head or bytes(self._pending), self._bounds.excerpt
        return Partial(why=self._why, status=self.status, head=head[:most], body=bytes(self._body[:most]))

    # The head.

    def _feed_head(self, data: bytes) -> bytes:
        """Take in bytes of a head; returns those that follow it."""
        seen = len(self._pending)
        self._pending += data
        end = self._pending.find(b"\r\n\r\n", max(0, seen - 3))
        if (end if end >= 0 else len(self._pending)) > self._bounds.head_cap:
            return self._refuse("head_cap", self._pending[: self._bounds.head_cap])
        stop = len(data) if end < 0 else end + 4 - seen
        try:
            self._parser.feed_data(data[:stop] if stop < len(data) else data)
        except httptools.HttpParserUpgrade:
            return self._refuse("malformed", self._pending)
        except (httptools.HttpParserError, ValueError):
            return self._refuse("malformed", self._pending)
        if end < 0:
            return b""
        self._head = bytes(self._pending[:end])
        self.status = _status(self._head)
        if not self.status:
            return self._refuse("malformed", self._pending)
        self._pending.clear()
        self._frame()
        return data[stop:]

    def _refuse(self, why: str, pending: bytearray) -> bytes:
        """End with a head that cannot be used; bytes after its end, if it has one, are kept as a body."""
        head, _, rest = bytes(pending).partition(b"\r\n\r\n")
        self._head = head
        self.status = _status(head)
        self._finish(why)
        self._body += rest[: self._bounds.body_cap]
        return b""

    def _finish(self, why: str = "") -> None:
        self._why = why
        self._state = _ENDED

    def _frame(self) -> None:
        """Decide how the body is framed (RFC 9112 section 6.3)."""
        if self.status < 200:
            self._interim()
        elif self._method == "HEAD" or self.status in _BODILESS:
            self.linger = self._method == "HEAD" or bool(self._coding or self._expected)
            self._finish()
        elif self._coding:
            self._state = _CHUNKED
            if self._coding != b"chunked":  # we offered no other coding in TE
                self._finish("malformed")
        elif self._lengths:
            self._state = _COUNTED
            if not self._expected:
                self._finish()
        else:
            self._state = _TO_CLOSE

    def _interim(self) -> None:
        self.interims += 1
        if self.status == 101 or self.interims > _INTERIM_CAP:  # we asked for no other protocol
            self._finish("malformed")
            return
        self._start()

    # The body.

    def _feed_body(self, data: bytes) -> None:
        self._raw += len(data)
        if self._state == _ENDED:
            self._beyond(data)
        elif self._state == _CHUNKED:
            self._feed_chunks(data)
        elif self._state == _COUNTED:
            room = self._expected - len(self._body)
            self._body += data[:room] if len(data) > room else data
            self._extra = len(data) > room
            if not self._over_cap() and len(self._body) == self._expected:
                self._finish()
        else:
            self._body += data
            self._over_cap()

    def _beyond(self, data: bytes) -> None:
        """Bytes after a reply: a body where none may be (RFC 9110 sections 9.3.2, 15.3.5), or a reply unasked for."""
        self._extra = True
        if self._why in ("", "malformed") and (self._method == "HEAD" or self.status in _BODILESS):
            self._why = "malformed"
            self._body += data[: self._bounds.body_cap - len(self._body)]

    def _feed_chunks(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self._chunked_end:
                self._over_cap()
                self._finish(self._why or "malformed")
                return
            self._extra = True
        if self._over_cap():
            return
        if self._chunked_end:
            # An empty line more than the one that ends the trailers is passed over by httptools.
            self._extra = self._extra or data.endswith(b"\r\n\r\n\r\n")
            self._finish()
        elif self._raw > _OVERHEAD * self._bounds.body_cap + self._bounds.head_cap:
            self._finish("our_cap")

    def _over_cap(self) -> bool:
        if len(self._body) <= self._bounds.body_cap:
            return False
        del self._body[self._bounds.body_cap :]
        self._finish("our_cap")
        return True


def _status(head: bytes) -> int:
    found = _STATUS.match(head.partition(b"\r\n")[0])
    return int(found[1]) if found else 0
