"""Reads the head of a request by a C parser, and refuses besides what two readers could read in two ways."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import httptools
import msgspec

from harness.expression import Headers
from harness.partner.call import Reply
from harness.partner.methods import is_method, readable
from harness.partner.problem import problem

RawField: TypeAlias = tuple[bytes, bytes]
"""Name and value as they came."""
MOST_FIELDS: Final = 128
LONGEST_FIELD: Final = 8_190
"""Octets of a field, and of a request line."""
MOST_UNREAD: Final = 16_384
"""Octets that are kept of what is not HTTP."""
LONGEST_WORD: Final = 2_000
LONGEST_KNOWN: Final = 4_096
"""Octets of a head that is remembered."""
NO_HTTP: Final = "The request is not HTTP as RFC 9112 has it."
CHUNKED: Final = -1
TARGET_TOO_LONG: Final = 414
"""RFC 9110 section 15.5.15."""
FIELDS_TOO_LARGE: Final = 431
"""RFC 6585 section 5."""


class NotHttp(Exception):
    """What came is no request that can be answered by the script."""

    def __init__(self, detail: str, octets: bytes, status: int = 400) -> None:
        """Say what is wrong; `octets` is what came, from the beginning of the request."""
        super().__init__(detail)
        self.detail = detail
        self.octets = octets
        self.status = status


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Request line and header fields."""

    method: str
    target: str
    """As sent; octets that are not UTF-8 are surrogates."""
    old: bool
    """Whether it is HTTP/1.0."""
    raw: bytes
    """Everything as it came, without the empty line that ends it."""
    fields: tuple[tuple[str, str], ...]
    """In their order, with their names as sent; octets that are not UTF-8 are surrogates."""
    headers: Headers
    """The same for who reads them: octets that are not UTF-8 are replaced, for no script can say or keep them."""
    length: int
    """Octets of content that follow, or CHUNKED."""
    stays: bool
    """Whether the caller would keep the connection (RFC 9112 section 9.3)."""
    expects: bool = False
    """Whether the caller waits to be told to send the content (RFC 9110 section 10.1.1)."""
    astray: bool = False
    """Whether it does not say which host it is for (RFC 9112 section 3.2)."""

    @property
    def shown_target(self) -> str:
        """Return the target as text: octets that are not UTF-8 are replaced, `raw` has them as they came."""
        if self.target.isascii():
            return self.target
        return _readable(self.target)


class _Found:
    """What the parser finds in a head."""

    def __init__(self) -> None:
        self.fields: list[RawField] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a field."""
        self.fields.append((name, value))


def too_long(longest: int) -> str:
    """Say how many octets of one line are taken."""
    return f"At most {longest} octets are taken in one line."


def read_head(raw: bytes, longest: int = LONGEST_FIELD) -> Head:
    """Return the head that stands in these octets, which the empty line followed. Raises NotHttp.

    `longest` is how many octets of one line are taken; of short heads it is not asked.
    """
    # Most requests of a caller have the same head.
    return _known(raw) if len(raw) <= LONGEST_KNOWN else _read(raw, longest)


def _read(raw: bytes, longest: int = LONGEST_FIELD) -> Head:
    found = _Found()
    try:
        httptools.HttpRequestParser(found).feed_data(readable(raw + b"\r\n\r\n"))
    except httptools.HttpParserUpgrade:
        pass  # another protocol is offered or asked for, and not taken (RFC 9110 section 7.8)
    except httptools.HttpParserError:
        raise NotHttp(NO_HTTP, raw) from None
    return head_from(raw, found.fields, longest)


_known = lru_cache(maxsize=512)(_read)


def head_from(raw: bytes, found: Sequence[RawField], longest: int = LONGEST_FIELD) -> Head:
    """Return the head whose fields the parser has found. Raises NotHttp (RFC 9112 sections 3, 3.2, 6.1 and 6.3)."""
    line = raw.partition(b"\r\n")[0]
    words = line.split(b" ")
    if len(words) != 3 or not is_method(words[0]) or words[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise NotHttp("The request line is none of HTTP/1.1 or HTTP/1.0.", raw)
    if len(found) > MOST_FIELDS:
        raise NotHttp(f"At most {MOST_FIELDS} header fields are taken.", raw, FIELDS_TOO_LARGE)
    if len(raw) > longest:
        _check_lengths(raw, line, found, longest)
    old = words[2] == b"HTTP/1.0"
    fields = tuple((_text(name), _text(value.rstrip(b" \t"))) for name, value in found)
    headers = Headers(fields if raw.isascii() else [(name, _readable(text)) for name, text in fields])
    if len(headers) != len(fields) and sum(name.lower() == "host" for name, _ in fields) > 1:
        raise NotHttp("The Host field is given more than once.", raw)
    length = _length(headers, old, raw)
    return Head(
        method=words[0].decode("ascii"),
        target=_text(words[1]),
        old=old,
        raw=raw,
        fields=fields,
        headers=headers,
        length=length,
        stays=words[0] != b"CONNECT" and _stays(headers.get("connection", ""), old),
        expects=bool(length) and not old and headers.get("expect", "").lower() == "100-continue",
        astray=not old and "host" not in headers,
    )


def _check_lengths(raw: bytes, line: bytes, found: Sequence[RawField], longest: int) -> None:
    if len(line) > longest:
        raise NotHttp(too_long(longest), raw, TARGET_TOO_LONG)
    if any(len(name) + len(value) > longest for name, value in found):
        raise NotHttp(too_long(longest), raw, FIELDS_TOO_LARGE)


def _length(headers: Headers, old: bool, raw: bytes) -> int:
    coding = headers.get("transfer-encoding")
    if coding is None:
        return int(headers.get("content-length", "0"))
    if old:
        raise NotHttp("HTTP/1.0 knows no Transfer-Encoding.", raw)
    if coding.lower() != "chunked":
        raise NotHttp("No other transfer coding than chunked is taken.", raw, status=501)
    return CHUNKED


def _stays(connection: str, old: bool) -> bool:
    if not connection:
        return not old
    options = {option.strip() for option in connection.lower().split(",")}
    return "close" not in options and (not old or "keep-alive" in options)


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


def _readable(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def too_much(most: int) -> Reply:
    """Return the refusal of content of more than so many octets."""
    return problem(413, f"At most {most} bytes are taken.")


def unacceptable(head: Head, most: int) -> Reply | None:
    """Return why a request is refused whatever its content is, or None."""
    if head.astray:
        return problem(400, "The Host field is missing.")
    return too_much(most) if head.length > most else None


def unread(data: bytes) -> tuple[str, str, bytes]:
    """Return what may be method and target, and the head, of bytes that are not HTTP."""
    head = data[:MOST_UNREAD].partition(b"\r\n\r\n")[0]
    words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
    return words[0][:LONGEST_WORD], (words[1] if len(words) > 1 else "")[:LONGEST_WORD], head
