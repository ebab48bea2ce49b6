"""A door before a product: it passes requests on as they are, until it turns.

    with turncoat(partner.url, after=40, then=TURNS["hangs"]) as door:
        ... door.url ...

What it does then is a vice, as in hostile.py. A listener may be told of each request, by its number.
"""

from __future__ import annotations

import http.client
import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from miniatures.hostile import Server, Vice, reply, says

SILENT = says(b"", alive=False)
"""The vice of hanging up."""


class Door:
    """What a test knows of a door that is open."""

    def __init__(self, url: str) -> None:
        self.url = url
        """Base URL, with the path of the product's."""
        self.passed = 0
        """Requests that the product answered."""
        self.told: Callable[[int], None] = lambda number: None
        """Called with the number of each request, counted from 1, before it is passed on."""


@contextmanager
def turncoat(url: str, *, after: int = 1_000_000, then: Vice = SILENT) -> Iterator[Door]:
    """Pass `after` requests on to the product at `url`, and treat all that follow with the vice."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or 80)
    numbers, lock = itertools.count(1), threading.Lock()

    def vice(sock: socket.socket, request: bytes) -> bool:
        with lock:
            number = next(numbers)
        door.told(number)
        if number > after:
            return then(sock, request)
        sock.sendall(_answer(address, request))
        with lock:
            door.passed += 1
        return True

    door = Door("")
    server = Server(vice)
    door.url = server.base_url + parts.path
    try:
        yield door
    finally:
        server.close()


def _answer(address: tuple[str, int], request: bytes) -> bytes:
    """Ask the product, and return its whole answer with a length."""
    method = request.partition(b" ")[0].decode()
    with socket.create_connection(address, timeout=30) as sock:
        sock.sendall(request)
        answer = http.client.HTTPResponse(sock, method=method)
        answer.begin()
        body = answer.read()
        framing = {"content-length", "transfer-encoding", "connection"}
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
        lines += [f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in framing]
        length = answer.getheader("Content-Length") if method == "HEAD" else str(len(body))
        if answer.status != 204 and length is not None:
            lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _hangs(sock: socket.socket, request: bytes) -> bool:
    while sock.recv(65536):
        pass
    return False


_REFUSED = b'{"type":"about:blank","title":"Forbidden","status":403}'
_PAGE = b"<!DOCTYPE html><html><body><h1>Access denied</h1><p>Ticket 4f2a91c07b.</p></body></html>"
_HTML = b"Content-Type: text/html\r\nServer: gatekeeper\r\n"

TURNS: dict[str, Vice] = {
    "hangs": _hangs,
    "closes": SILENT,
    "says-half": says(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", alive=False
    ),
    "is-no-http": says(b"\x15\x03\x03\x00\x02\x02\x28", alive=False),
    "refuses": says(reply(_REFUSED, status=b"403 Forbidden", fields=b"Content-Type: application/problem+json\r\n")),
    "blocks": says(reply(_PAGE, status=b"403 Forbidden", fields=_HTML)),
    "welcomes": says(reply(_PAGE, fields=_HTML)),
    "gateway": says(reply(b"upstream connect error", status=b"503 Service Unavailable", fields=b"Server: mesh\r\n")),
}
"""What a door may do in the product's place."""


@contextmanager
def speaking_tls(certificate: str | Path, key: str | Path) -> Iterator[int]:
    """Speak TLS with this certificate on a free port, and say nothing else; gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def vice(sock: socket.socket, request: bytes) -> bool:
        raise OSError("plain text is never understood here")

    server = _TlsServer(vice, context)
    try:
        yield server.port
    finally:
        server.close()


class _TlsServer(Server):
    """Shakes hands before it reads a request."""

    def __init__(self, vice: Vice, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(vice)

    def _serve(self, sock: socket.socket) -> None:
        try:
            with self._context.wrap_socket(sock, server_side=True) as wrapped:
                wrapped.recv(65536)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(sock)
            sock.close()
