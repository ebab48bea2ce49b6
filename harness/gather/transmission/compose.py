"""Writes a request as the bytes of one HTTP/1.1 message (RFC 9112 section 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from harness.evidence import Request
from harness.gather.message import Field
from harness.gather.restraint.limits import Unsendable

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TARGET = re.compile(r"[!-~]+")
_VALUE = re.compile(rb"[\t -~\x80-\xff]*")

# Where a body is expected, its length is said even if it is 0 (RFC 9110 section 8.6).
_HAVE_BODY = frozenset({"POST", "PUT", "PATCH"})


class Composed(msgspec.Struct, frozen=True, gc=False):
    """A request in the two forms that are needed of it."""

    request: Request
    message: bytes
    """What goes over the wire."""
    close: bool
    """The connection cannot be used again after this request."""


class Via(msgspec.Struct, frozen=True, gc=False):
    """What depends on the way to the server, not on the request."""

    host: str
    """The Host field."""
    agent: str
    run: str = ""
    """Name of the run, which every request bears, so that its traces can be told over there."""
    absolute: str = ""
    """`http://host:port` before the path when a proxy gets the request (RFC 9112 section 3.2.2)."""
    proxy_authorization: str = ""


def compose(method: str, target: str, headers: Sequence[Field], body: bytes, via: Via) -> Composed:
    """Return the message; Host, User-Agent, Hallmark-Run and Content-Length are added unless `headers` has them.

    `target` is in origin form. HEAD asks for the connection to be closed, so that a body which must not be there is
    seen without waiting. Raises Unsendable for what would break the message: a space in the target, a line break
    in a value, a name that is no token (RFC 9110 section 5).
    """
    if not _TOKEN.fullmatch(method):
        raise Unsendable(f"method {method!r} is not a token", where="compose")
    if not _TARGET.fullmatch(target):
        raise Unsendable(f"target {target!r} has characters that must be percent-encoded", where="compose")
    lines = [f"{method} {via.absolute}{target} HTTP/1.1".encode("ascii")]
    given = set()
    for name, value in headers:
        lines.append(_line(name, value))
        given.add(name.lower())
    if via.proxy_authorization:
        lines.insert(1, b"Proxy-Authorization: " + via.proxy_authorization.encode("latin-1"))
    if "user-agent" not in given:
        lines.insert(1, b"User-Agent: " + via.agent.encode("latin-1"))
    if via.run and "hallmark-run" not in given:
        lines.append(b"Hallmark-Run: " + via.run.encode("latin-1"))
    if "host" not in given:
        lines.insert(1, b"Host: " + via.host.encode("latin-1"))
    framed = "content-length" in given or "transfer-encoding" in given
    if not framed and (body or method in _HAVE_BODY):
        lines.append(b"Content-Length: %d" % len(body))
    close = framed or method == "HEAD" or "connection" in given
    if method == "HEAD" and "connection" not in given:
        lines.append(b"Connection: close")
    head = b"\r\n".join(lines)
    return Composed(Request(method=method, target=target, head=head, body=body), head + b"\r\n\r\n" + body, close)


def _line(name: str, value: str | bytes) -> bytes:
    if not _TOKEN.fullmatch(name):
        raise Unsendable(f"field name {name!r} is not a token", where="compose")
    try:
        raw = value.encode("latin-1") if isinstance(value, str) else value
    except UnicodeEncodeError:
        raise Unsendable(f"field {name}: text beyond ISO 8859-1 must be given as bytes", where="compose") from None
    if not _VALUE.fullmatch(raw):
        raise Unsendable(f"field {name}: a control character would end the field", where="compose")
    return name.encode("ascii") + b": " + raw
