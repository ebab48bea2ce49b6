"""Tiny servers on loopback, each named by its vice; all answer any path and stop with their context.

    with hostile.sends_html() as base_url:
        ...

Each vice is a function that is given the socket of one request, already read, and says whether the connection lives on.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import io
import re
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

Vice = Callable[[socket.socket, bytes], bool]
"""Takes (socket, request as received); returns True to wait for another request."""

JSON = b"Content-Type: application/json\r\n"
MEBIBYTE = 1 << 20
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)", re.IGNORECASE)


class Server:
    """Accepts connections until it is closed; a thread for each, and none outlives it."""

    def __init__(self, vice: Vice) -> None:
        self._vice = vice
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        """Heads and bodies of the requests that came."""
        self.connections = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        # A listener that is closed does not wake accept() everywhere; a last connection does.
        with self._lock:
            listener, self._closing = self._listener, True
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._threads[0].join()
        listener.close()
        with self._lock:
            for sock in self._open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    _closing = False

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self._closing:
                sock.close()
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(sock)
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            alive = True
            while alive:
                request = read_request(sock)
                if not request:
                    return
                self.requests.append(request)
                alive = self._vice(sock, request)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(sock)
            sock.close()


def read_request(sock: socket.socket) -> bytes:
    """Return one request, head and body; nothing when the connection ended."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    missing = int(found[1]) - len(body) if found else 0
    while missing > 0:
        piece = sock.recv(65536)
        if not piece:
            return b""
        data += piece
        missing -= len(piece)
    return data


@contextlib.contextmanager
def serving(vice: Vice) -> Iterator[Server]:
    """Run a server with this vice."""
    server = Server(vice)
    try:
        yield server
    finally:
        server.close()


def served(vice: Vice) -> Callable[[], AbstractContextManager[str]]:
    """Make of a vice a context manager that gives a base URL."""

    @contextlib.contextmanager
    def base_url() -> Iterator[str]:
        with serving(vice) as server:
            yield server.base_url

    base_url.__name__, base_url.__doc__ = vice.__name__, vice.__doc__
    return base_url


def reply(body: bytes, *, status: bytes = b"200 OK", fields: bytes = JSON, length: int | None = None) -> bytes:
    """Return a whole reply, with a length that may be a lie."""
    size = len(body) if length is None else length
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, fields, size, body)


def says(raw: bytes, *, alive: bool = True) -> Vice:
    """Return the vice of saying always these bytes."""

    def vice(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(raw)
        return alive

    return vice


def _reset(sock: socket.socket) -> bool:
    """Close so that the other side gets a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0))
    return False


def _until_closed(sock: socket.socket) -> bool:
    """Say nothing more until the other side goes."""
    while sock.recv(65536):
        pass
    return False


def _endlessly(sock: socket.socket, piece: bytes) -> bool:
    while True:
        sock.sendall(piece)


@served
def hangs(sock: socket.socket, request: bytes) -> bool:
    """Read the request and never answer."""
    return _until_closed(sock)


@served
def closes_at_once(sock: socket.socket, request: bytes) -> bool:
    """Read the request and close without a word."""
    return False


@served
def resets_at_once(sock: socket.socket, request: bytes) -> bool:
    """Read the request and reset the connection."""
    return _reset(sock)


@served
def resets_mid_body(sock: socket.socket, request: bytes) -> bool:
    """Promise 1000 bytes, send some, and reset once they were read."""
    sock.sendall(reply(b'{"half":', length=1000))
    sock.settimeout(0.2)  # long enough for the other side to read; a reset discards what was not
    with contextlib.suppress(TimeoutError):
        sock.recv(1)
    return _reset(sock)


@served
def sends_endless_body(sock: socket.socket, request: bytes) -> bool:
    """Send a body that ends only with the connection, and never does."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n[")
    return _endlessly(sock, b'{"a":1},' * 8192)


@served
def sends_endless_chunks(sock: socket.socket, request: bytes) -> bool:
    """Send chunks of one byte without end."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + b"Transfer-Encoding: chunked\r\n\r\n")
    return _endlessly(sock, b"1\r\n[\r\n" * 8192)


@functools.cache
def gzip_bomb() -> bytes:
    """Return about 100 kB that become 100 MiB of JSON."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(b"[")
        for _ in range(100):
            file.write(b"0," * (MEBIBYTE // 2))
        file.write(b"0]")
    return packed.getvalue()


def sends_gzip_bomb() -> AbstractContextManager[str]:
    """Send a small body that becomes a huge one."""
    return served(says(reply(gzip_bomb(), fields=JSON + b"Content-Encoding: gzip\r\n")))()


@served
def sends_html(sock: socket.socket, request: bytes) -> bool:
    """Answer everything with a web page."""
    page = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>It works!</body></html>"
    sock.sendall(reply(page, fields=b"Content-Type: text/html; charset=utf-8\r\n"))
    return True


@served
def duplicates_json_keys(sock: socket.socket, request: bytes) -> bool:
    """Answer with an object that has a key twice (RFC 8259 section 4)."""
    sock.sendall(reply(b'{"id":"a","status":"open","id":"b"}'))
    return True


@served
def wrong_content_length_short(sock: socket.socket, request: bytes) -> bool:
    """Announce fewer bytes than come."""
    sock.sendall(reply(b'{"id":"a","status":"open"}', length=10))
    return True


@served
def wrong_content_length_long(sock: socket.socket, request: bytes) -> bool:
    """Announce more bytes than come, and close."""
    sock.sendall(reply(b'{"id":"a"}', length=100))
    return False


@served
def invalid_utf8(sock: socket.socket, request: bytes) -> bool:
    """Answer with JSON whose text is not UTF-8."""
    sock.sendall(reply(b'{"name":"Caf\xe9 \xff\xfe"}'))
    return True


@served
def endless_headers(sock: socket.socket, request: bytes) -> bool:
    """Send header fields without end."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n")
    return _endlessly(sock, b"X-More: and more\r\n" * 4096)


@served
def endless_header_line(sock: socket.socket, request: bytes) -> bool:
    """Send one header field without end."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    return _endlessly(sock, b"x" * 65536)


@served
def dribbles(sock: socket.socket, request: bytes) -> bool:
    """Send a body of a megabyte, one byte every 20 ms."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 1000000\r\n\r\n")
    gone = threading.Event()
    while not gone.wait(0.02):
        sock.sendall(b" ")
    return False


@served
def refuses_everything_with_401(sock: socket.socket, request: bytes) -> bool:
    """Accept no credential at all."""
    body = b'{"type":"about:blank","title":"Unauthorized","status":401}'
    fields = b'Content-Type: application/problem+json\r\nWWW-Authenticate: Bearer error="invalid_token"\r\n'
    sock.sendall(reply(body, status=b"401 Unauthorized", fields=fields))
    return True


@served
def uniform_403_page(sock: socket.socket, request: bytes) -> bool:
    """Answer in the product's place, as a firewall does."""
    page = b"<html><body><h1>Access denied</h1><p>Your request was blocked.</p></body></html>"
    sock.sendall(reply(page, status=b"403 Forbidden", fields=b"Content-Type: text/html\r\nServer: gatekeeper\r\n"))
    return True


@served
def gateway_errors(sock: socket.socket, request: bytes) -> bool:
    """Answer as a gateway that does not reach the product."""
    sock.sendall(reply(b"upstream connect error", status=b"503 Service Unavailable", fields=b"Server: mesh\r\n"))
    return True


@served
def garbage_status_line(sock: socket.socket, request: bytes) -> bool:
    """Answer with something that is not HTTP."""
    sock.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    return False


@served
def two_content_lengths(sock: socket.socket, request: bytes) -> bool:
    """Announce two lengths (RFC 9112 section 6.3)."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + b"Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}  ")
    return True


@served
def length_and_chunks(sock: socket.socket, request: bytes) -> bool:
    """Frame the body in two ways at once (RFC 9112 section 6.3)."""
    fields = b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + fields + b"\r\n2\r\n{}\r\n0\r\n\r\n")
    return True


@served
def malformed_chunk(sock: socket.socket, request: bytes) -> bool:
    """Send a chunk whose size is not a number."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n" + JSON + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n\r\n")
    return False


@served
def body_after_head(sock: socket.socket, request: bytes) -> bool:
    """Answer HEAD like GET, body and all (RFC 9110 section 9.3.2)."""
    whole = reply(b'{"id":"a"}')
    head, _, body = whole.partition(b"\r\n\r\n")
    sock.sendall(head + b"\r\n\r\n")
    sock.sendall(body)
    return b"connection: close" not in request.lower()


@served
def body_on_204(sock: socket.socket, request: bytes) -> bool:
    """Answer 204 with a body (RFC 9110 section 15.3.5)."""
    sock.sendall(reply(b'{"id":"a"}', status=b"204 No Content"))
    return True


@served
def endless_interim_replies(sock: socket.socket, request: bytes) -> bool:
    """Send 102 without end (RFC 9110 section 15.2)."""
    return _endlessly(sock, b"HTTP/1.1 102 Processing\r\n\r\n")


def refuses_connections() -> AbstractContextManager[str]:
    """Give a base URL on which nothing listens."""

    @contextlib.contextmanager
    def base_url() -> Iterator[str]:
        # Bound and not listening: no other process can take the port meanwhile.
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"

    return base_url()


VICES: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "body-after-head": body_after_head,
    "body-on-204": body_on_204,
    "closes-at-once": closes_at_once,
    "dribbles": dribbles,
    "duplicates-json-keys": duplicates_json_keys,
    "endless-header-line": endless_header_line,
    "endless-headers": endless_headers,
    "endless-interim-replies": endless_interim_replies,
    "garbage-status-line": garbage_status_line,
    "gateway-errors": gateway_errors,
    "hangs": hangs,
    "invalid-utf8": invalid_utf8,
    "length-and-chunks": length_and_chunks,
    "malformed-chunk": malformed_chunk,
    "refuses-connections": refuses_connections,
    "refuses-everything-with-401": refuses_everything_with_401,
    "resets-at-once": resets_at_once,
    "resets-mid-body": resets_mid_body,
    "sends-endless-body": sends_endless_body,
    "sends-endless-chunks": sends_endless_chunks,
    "sends-gzip-bomb": sends_gzip_bomb,
    "sends-html": sends_html,
    "two-content-lengths": two_content_lengths,
    "uniform-403-page": uniform_403_page,
    "wrong-content-length-long": wrong_content_length_long,
    "wrong-content-length-short": wrong_content_length_short,
}
