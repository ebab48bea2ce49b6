"""Takes in what comes on a connection and gives the requests in it one by one, however the pieces were cut."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Final

import httptools

from harness.partner.heads import (
    CHUNKED,
    FIELDS_TOO_LARGE,
    LONGEST_FIELD,
    NO_HTTP,
    TARGET_TOO_LONG,
    Head,
    NotHttp,
    read_head,
    too_long,
)
from harness.partner.methods import readable

MOST_HEAD: Final = 65_536
"""Octets of a head."""
_FRAMING: Final = 8
"""How many octets may come for one of chunked content: chunks of one octet each take six."""
_END: Final = b"\r\n\r\n"
_BEGUN: Final = (b"\r\n\r", b"\r\n", b"\r")
"""What of an empty line may have come."""
_BEFORE_CHUNKS: Final = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
"""In place of the head before chunks: of one that offers another protocol the parser would read no content."""
_CR: Final = 0x0D
_EMPTY_LINES: Final = re.compile(rb"(?:\r\n)+")
_NO_FRAME: Final = "The content is not framed as HTTP has it."


class TooMuch(Exception):
    """The content of a request is more than is taken."""


class Incoming:
    """A connection's octets. Ask for a `head`, then for its `content`, then for the next head.

    httptools checks heads and takes chunks apart; where a head ends is found before, so that it is kept as it came.
    """

    __slots__ = ("_body", "_fed", "_framed", "_heard", "_longest", "_most", "_parser", "_size", "_whole")

    def __init__(self, most: int, longest: int = LONGEST_FIELD) -> None:
        """Take at most so many octets of content in each request, and in each line of its head."""
        self._most = most
        self._longest = longest
        self._heard: bytes | bytearray = b""
        self._begin()

    def _begin(self) -> None:
        self._parser: httptools.HttpRequestParser | None = None
        self._fed = 0
        self._body: list[bytes] = []
        self._size = 0
        self._framed = 0
        self._whole = False

    def __len__(self) -> int:
        """Return how many octets have come and are of no request that was given out."""
        return len(self._heard)

    @property
    def unread(self) -> bytes:
        """Return the beginning of what has come and was not given out."""
        return bytes(self._heard[:MOST_HEAD])

    def feed(self, data: bytes) -> None:
        """Take in what came."""
        if not self._heard:
            self._heard = data
            return
        if not isinstance(self._heard, bytearray):
            self._heard = bytearray(self._heard)
        self._heard += data

    def head(self) -> Head | None:
        """Return the next head, or None while it is not whole. Raises NotHttp, also before the end where it is clear.

        After NotHttp there is no telling where a request begins.
        """
        if not self._fed and not self._at_a_request():
            return None
        end = self._heard.find(_END, max(0, self._fed - len(_END)))
        if end < 0:
            self._parse(len(self._heard), NO_HTTP)
            self._check_unended()
            return None
        if end > MOST_HEAD:
            raise NotHttp(self._too_large(), self.unread, FIELDS_TOO_LARGE)
        found = read_head(bytes(self._heard[:end]), self._longest)
        if self._fed:
            self._begin()
        self._heard = self._heard[end + len(_END) :]
        if found.length == CHUNKED:
            self._parser = httptools.HttpRequestParser(self)
            self._parser.feed_data(_BEFORE_CHUNKS)
        return found

    def content(self, head: Head) -> bytes | None:
        """Return the content that belongs to a head, or None while it is not whole. Raises TooMuch and NotHttp."""
        if head.length != CHUNKED:
            return self._counted(head.length)
        self._take_chunks()
        if not self._whole:
            return None
        body = b"".join(self._body)
        self._begin()
        return body

    def so_far(self, head: Head) -> bytes:
        """Return what has come of content that is not whole."""
        if head.length != CHUNKED:
            return bytes(self._heard[: head.length])
        with suppress(NotHttp):
            self._parse(len(self._heard), _NO_FRAME)
        return b"".join(self._body)

    def _counted(self, length: int) -> bytes | None:
        if length > self._most:
            raise TooMuch
        if len(self._heard) < length:
            return None
        body = bytes(self._heard[:length])
        self._heard = self._heard[length:]
        return body

    def _take_chunks(self) -> None:
        """Feed up to each empty line, since the parser does not say where in a piece the content ended: always there.

        What may be the beginning of such a line waits for the next piece.
        """
        while not self._whole:
            end = self._heard.find(_END, self._fed)
            if end < 0:
                begun = next((len(part) for part in _BEGUN if self._heard.endswith(part)), 0)
                self._parse(len(self._heard) - begun, _NO_FRAME)
                break
            self._parse(end + len(_END), _NO_FRAME)
        self._framed += self._fed
        self._heard, self._fed = self._heard[self._fed :], 0
        if self._size > self._most or self._framed > _FRAMING * self._most + MOST_HEAD:
            raise TooMuch

    # What httptools calls.

    def on_body(self, piece: bytes) -> None:
        """Note content."""
        self._body.append(piece)
        self._size += len(piece)

    def on_message_complete(self) -> None:
        """Note that the content is whole."""
        self._whole = True

    def _at_a_request(self) -> bool:
        """Pass over empty lines before a request (RFC 9112 section 2.2); tell whether anything of it has come."""
        if self._heard and self._heard[0] != _CR:
            return True
        empty = _EMPTY_LINES.match(self._heard)
        if empty:
            self._heard = self._heard[empty.end() :]
        return len(self._heard) > 1 or self._heard not in (b"", b"\r")

    def _parse(self, upto: int, refusal: str) -> None:
        if upto <= self._fed:
            return
        piece = bytes(self._heard[self._fed : upto])
        if self._parser is None:
            piece = readable(piece)
            if not piece:
                return
            self._parser = httptools.HttpRequestParser(self)
        self._fed = upto
        try:
            self._parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            pass  # another protocol is offered or asked for, and not taken (RFC 9110 section 7.8)
        except httptools.HttpParserError:
            raise NotHttp(refusal, self.unread) from None

    def _check_unended(self) -> None:
        """Refuse what has grown too long before it ended."""
        if b"\r\n" not in self._heard[: self._longest + 2]:
            if len(self._heard) > self._longest:
                raise NotHttp(too_long(self._longest), self.unread, TARGET_TOO_LONG)
        elif len(self._heard) > MOST_HEAD:
            raise NotHttp(self._too_large(), self.unread, FIELDS_TOO_LARGE)

    def _too_large(self) -> str:
        return f"At most {MOST_HEAD} octets of head are taken, and {self._longest} in one line."
