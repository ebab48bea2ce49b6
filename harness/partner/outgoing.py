"""Makes one call of a partner's own, and says octet by octet what went out and what came back."""

from __future__ import annotations

import errno
import io
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp
from yarl import URL

from harness import evidence
from harness.evidence import PRODUCT, Exchange, ExchangeId, Partial, Request, Response, Silence, Times

MOST_BYTES: Final = 1 << 20
"""Octets of an answer that are read; nobody has much to say to a notice."""
IN_ONE_PIECE: Final = 64 << 10
"""Octets of a request that are handed over together."""
AGENT: Final = "hallmark-partner"
_ALWAYS: Final = frozenset({"Accept", "Accept-Encoding", "User-Agent", "Content-Type"})
"""Fields that the client would add by itself: what is sent is what is kept."""
_STAYS: Final = "!\"#$%&'()*+,-./:;<=>@[\\]^_`{|}~"
"""What of ASCII stays in a URL as its owner wrote it, beside letters and digits: all that is no space,
and in a query the question mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A call that a partner of ours is about to make."""

    url: str
    request: Request
    attempt: int = 1
    at: float = 0.0
    """Seconds since 1970."""
    party: str = ""
    """Who makes it, where it is not the partner itself."""
    fault: str = ""
    """The fault that is played by making it: twice, or out of its turn."""


Ended: TypeAlias = Callable[[evidence.Reply, float], None]
"""Told what came of a call, and when, in seconds since 1970."""
Begins: TypeAlias = Callable[[Outgoing], Ended]
"""Writes a call down before it is made, and gives back who is told how it ended (house law 11)."""


def unkept(outgoing: Outgoing) -> Ended:
    """Write nothing down."""
    return lambda reply, at: None


def called(url: str) -> str:
    """Return a URL as it is called: as its owner wrote it, but for what no request line can hold, and without a user.

    Whoever gives an address with a name and a password in it has not asked to have them sent over the wire.
    """
    parts = urlsplit(url)
    path, query = _fit(parts.path or "/"), _fit(parts.query, "?")
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, query, ""))


def _fit(text: str, also: str = "") -> str:
    # A lone surrogate has no octets: what JSON may hold and no request line can is replaced.
    return quote(text, _STAYS + also, errors="replace")


def addressed(url: str) -> tuple[str, str]:
    """Return the Host field and the request target of a call to a URL."""
    parts = urlsplit(called(url))
    return parts.netloc, parts.path + (f"?{parts.query}" if parts.query else "")


def session_of(seconds: float, trusted: ssl.SSLContext | bool = True) -> aiohttp.ClientSession:
    """Return what makes calls, each within so many seconds, and adds nothing to them: no cookie that was set before."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trusted),
        timeout=aiohttp.ClientTimeout(total=seconds),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
    )


def written(url: str, body: bytes) -> tuple[Request, dict[str, str]]:
    """Return a notice as it will go out, and its header fields in their order."""
    host, target = addressed(url)
    fields = {
        "Host": host,
        "User-Agent": AGENT,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = [f"POST {target} HTTP/1.1", *(f"{name}: {text}" for name, text in fields.items())]
    return Request(method="POST", target=target, head="\r\n".join(lines).encode(), body=body), fields


async def send(session: aiohttp.ClientSession, url: str, request: Request, fields: dict[str, str]) -> evidence.Reply:
    """Send a call once, follow no redirect, and return what came back or why nothing did."""
    try:
        async with session.request(
            request.method,
            URL(called(url), encoded=True),
            # What is large goes out piece by piece: in one piece it would hold up whatever else is under way.
            data=io.BytesIO(request.body) if len(request.body) > IN_ONE_PIECE else request.body or None,
            headers=fields,
            skip_auto_headers=_ALWAYS,
            allow_redirects=False,
        ) as reply:
            version = reply.version or aiohttp.HttpVersion11
            start = f"HTTP/{version.major}.{version.minor} {reply.status} {reply.reason or ''}".rstrip().encode()
            head = b"\r\n".join((start, *(name + b": " + text for name, text in reply.raw_headers)))
            try:
                body = await reply.content.read(MOST_BYTES + 1)
                while 0 < len(body) <= MOST_BYTES and not reply.content.at_eof():
                    body += await reply.content.read(MOST_BYTES + 1 - len(body))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                return Partial(why=why(error), status=reply.status, head=head)
            if len(body) > MOST_BYTES:
                return Partial(why="our_cap", status=reply.status, head=head, body=body[:MOST_BYTES])
            return Response(status=reply.status, head=head, body=body)
    except aiohttp.ClientResponseError:
        return Partial(why="malformed")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return Silence(why=why(error))


def why(error: Exception) -> str:
    """Return why there is no answer, in the words of `evidence.Silence`."""
    within = getattr(error, "os_error", error)
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.ClientSSLError) or isinstance(within, ssl.SSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "name"
    if isinstance(within, ConnectionRefusedError):
        return "refused"
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientPayloadError):
        return "closed"
    broken = isinstance(error, ConnectionResetError) or getattr(error, "errno", 0) in (errno.ECONNRESET, errno.EPIPE)
    return "reset" if broken else "unreachable"


def exchange_of(
    outgoing: Outgoing, id: ExchangeId, partner: str, anchor: int, reply: evidence.Reply, ended: float
) -> Exchange:
    """Return the exchange; `anchor` is the wall clock at the zero of its partition, microseconds since 1970."""
    sent, last = (round(at * 1_000_000) - anchor for at in (outgoing.at, max(outgoing.at, ended)))
    came = isinstance(reply, Response | Partial)
    return Exchange(
        id=id,
        from_party=outgoing.party or partner,
        to_party=PRODUCT,
        identity="none",
        attempt=outgoing.attempt,
        fault=outgoing.fault or None,
        request=outgoing.request,
        reply=reply,
        times=Times(anchor=anchor, queued=sent, sent=sent, first_byte=last if came else 0, last_byte=last),
        intent="call of a partner's own",
    )
