"""Says what changes of a message on its way through the relay, and changes nothing else (RFC 9110 section 7.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from harness.evidence import Partial, Request, Response

HOP_BY_HOP: Final = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer",
                               b"transfer-encoding", b"upgrade"})  # fmt: skip
"""Fields that are for one connection alone, beside those that Connection names (RFC 9110 section 7.6.1)."""
VIA: Final = b"Via: 1.1 hallmark-relay"
"""A gateway names itself in each request that it passes on (RFC 9110 section 7.6.3)."""
BODILESS: Final = frozenset({204, 304})


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """One product's own origin, and that of the relay which the other product knows it by."""

    own: str
    """Scheme, host and port as absolute URLs of the product have them: `http://127.0.0.1:8801`."""
    shown: str
    """The same of the relay's listener that stands for it."""


Names: TypeAlias = tuple[tuple[str, str], ...]
"""Origins, each with the one that takes its place."""


def names(sender: Face, taker: Face) -> Names:
    """Return what is renamed on the way from one product to the other: each is spoken of as the taker knows it."""
    return (sender.own, sender.shown), (taker.shown, taker.own)


def renamed(data: bytes, old: str, new: str) -> bytes:
    """Return octets in which every absolute URL that begins with the origin `old` begins with `new`.

    What goes on after it must not be a further part of the host or the port. JSON may write slashes as `\\/`.
    """
    escaped = old.replace("/", "\\/"), new.replace("/", "\\/")
    return _each(_each(data, old.encode(), new.encode()), *(text.encode() for text in escaped))


def _each(data: bytes, old: bytes, new: bytes) -> bytes:
    first, *rest = data.split(old)
    out = [first]
    for piece in rest:
        out += [old if piece[:1].isalnum() or piece[:1] in (b".", b"-", b":", b"@", b"_") else new, piece]
    return b"".join(out)


def passed_request(request: Request, authority: str, names: Names) -> Request:
    """Return a request as it goes on to the other product.

    `authority` is that product's, for Host; absolute URLs of the product that sent it lead to the relay from now on,
    and those that led to the relay lead to the product that takes it.
    """
    start, *lines = request.head.split(b"\r\n")
    body = _body(request.body, request.head, names)
    fields = [_host(authority) if name == b"host" else _line(line, name, names)
              for name, line in _kept(lines)]  # fmt: skip
    if not any(field.lower().startswith(b"host:") for field in fields):
        fields.insert(0, _host(authority))
    head = b"\r\n".join((start.rpartition(b" ")[0] + b" HTTP/1.1", *_sized(fields, body, request.body), VIA))
    return Request(method=request.method, target=request.target, head=head, body=body)


def passed_reply(reply: Response | Partial, method: str, names: Names) -> Response | Partial:
    """Return an answer as it goes back, with its absolute URLs renamed as those of a request are."""
    start, *lines = reply.head.split(b"\r\n")
    body = _body(reply.body, reply.head, names)
    fields = [_line(line, name, names) for name, line in _kept(lines)]
    if reply.status not in BODILESS and method != "HEAD" and isinstance(reply, Response):
        fields = _sized(fields, body, reply.body, always=True)
    head = b"\r\n".join((b"HTTP/1.1" + start[8:], *fields))
    return msgspec.structs.replace(reply, head=head, body=body)


def _kept(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name in lower case and the line of each field that is not for one connection alone."""
    named = [(line.partition(b":")[0].strip().lower(), line) for line in lines]
    listed = (line.partition(b":")[2] for name, line in named if name == b"connection")
    apart = {each.strip().lower() for value in listed for each in value.split(b",")} | HOP_BY_HOP
    yield from ((name, line) for name, line in named if name not in apart)


def _host(authority: str) -> bytes:
    return b"Host: " + authority.encode()


def _line(line: bytes, name: bytes, names: Names) -> bytes:
    return _all(line, names) if name in (b"location", b"content-location", b"link") else line


def _all(data: bytes, names: Names) -> bytes:
    for old, new in names:
        data = renamed(data, old, new)
    return data


def _body(body: bytes, head: bytes, names: Names) -> bytes:
    """Return content with its URLs renamed, unless it is coded: what is packed is not unpacked on the way."""
    coded = b"\r\ncontent-encoding:" in head.lower()
    return body if coded else _all(body, names)


def _sized(fields: list[bytes], body: bytes, came: bytes, *, always: bool = False) -> list[bytes]:
    """Return the fields with the length of what is sent; where it was chunked, or never said, it is said now."""
    at = next((i for i, field in enumerate(fields) if field.lower().startswith(b"content-length:")), -1)
    length = b"Content-Length: " + str(len(body)).encode()
    if at < 0:
        return [*fields, length] if body or always else fields
    return [*fields[:at], length, *fields[at + 1 :]] if body != came else fields
