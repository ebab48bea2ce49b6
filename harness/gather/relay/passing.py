"""Says what changes of a message on its way through the relay, and changes nothing else (RFC 9110 section 7.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from harness.evidence import Partial, Request, Response

HOP_BY_HOP: Final = frozenset({b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer",
                               b"transfer-encoding", b"upgrade"})  # fmt: skip
"""Fields that are for one connection alone, beside those that Connection names (RFC 9110 section 7.6.1)."""
CHUNKED: Final = b"Transfer-Encoding: chunked"
VIA: Final = b"Via: 1.1 hallmark-relay"
"""A gateway names itself in each request that it passes on (RFC 9110 section 7.6.3)."""
BODILESS: Final = frozenset({204, 304})
_GOES_ON: Final = re.compile(rb"[0-9A-Za-z.:@_%~!$&*+=\x80-\xff-]")
"""What may stand in a host, a port or a name for signing in (RFC 3986 section 3.2), and beyond ASCII (RFC 3987)."""
_FIXED: Final = re.compile(
    rb"\r\n(content-encoding|content-md5|([!#$%&'*+.^_`|~0-9a-z-]*-)?(digest|signature|hmac))[ \t]*:"
)
"""Fields of content that is packed, or of whose octets something was computed (RFC 9530): it stays as it is."""


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
        out += [old if _GOES_ON.match(piece) else new, piece]
    return b"".join(out)


def origin_form(target: str, face: Face) -> str:
    """Return a request target as a path, where it names the relay whole (RFC 9112 section 3.2.2); '' for another's."""
    if target.startswith("/") or target == "*":
        return target
    rest = target.removeprefix(face.shown)
    if rest == target or rest[:1] not in ("", "/", "?"):
        return ""
    return rest if rest.startswith("/") else f"/{rest}"


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
    framed = b"\r\ntransfer-encoding:" in request.head.lower()
    sized = _sized(fields, body, request.body, always=framed)
    head = b"\r\n".join((_start(start, request.target), *sized, VIA))
    return Request(method=request.method, target=request.target, head=head, body=body)


def passed_reply(reply: Response | Partial, method: str, names: Names) -> Response | Partial:
    """Return an answer as it goes back, with its absolute URLs renamed as those of a request are.

    One that was broken off keeps how it was framed, and its content: what is missing is to be missed.
    """
    start, *lines = reply.head.split(b"\r\n")
    fields = [_line(line, name, names) for name, line in _kept(lines)]
    body = reply.body
    if isinstance(reply, Partial):
        fields += [CHUNKED] if is_chunked(reply.head) else []  # else it would look whole
    else:
        body = _body(reply.body, reply.head, names)
        if reply.status not in BODILESS and method != "HEAD":
            fields = _sized(fields, body, reply.body, always=True)
    head = b"\r\n".join((b"HTTP/1.1" + start[8:], *fields))
    return msgspec.structs.replace(reply, head=head, body=body)


def is_chunked(head: bytes) -> bool:
    """Tell whether content comes in chunks (RFC 9112 section 7.1)."""
    lines = (line.lower().partition(b":") for line in head.split(b"\r\n")[1:])
    return any(name.strip() == b"transfer-encoding" and value.strip().endswith(b"chunked") for name, _, value in lines)


def _start(start: bytes, target: str) -> bytes:
    """Return the request line that goes on: the target as it came, unless it was in absolute form."""
    method, _, rest = start.partition(b" ")
    came = rest.rpartition(b" ")[0]
    return b"%b %b HTTP/1.1" % (method, came if came.startswith((b"/", b"*")) else target.encode())


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
    """Return content with its URLs renamed, unless it is packed, or a digest or signature of it goes with it."""
    return body if _FIXED.search(head.lower()) else _all(body, names)


def _sized(fields: list[bytes], body: bytes, came: bytes, *, always: bool = False) -> list[bytes]:
    """Return the fields with the length of what is sent; where it was chunked, or never said, it is said now."""
    at = next((i for i, field in enumerate(fields) if field.lower().startswith(b"content-length:")), -1)
    length = b"Content-Length: " + str(len(body)).encode()
    if at < 0:
        return [*fields, length] if body or always else fields
    return [*fields[:at], length, *fields[at + 1 :]] if body != came else fields
