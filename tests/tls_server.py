"""Serves TLS on loopback for tests; each request is answered by a vice, which may ask who showed which certificate."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from miniatures import hostile
from tls_files import TlsFiles


class TlsServer(hostile.Server):
    """Speaks TLS before it speaks HTTP; a handshake that fails ends the connection."""

    def __init__(self, vice: hostile.Vice, context: ssl.SSLContext) -> None:
        self.context = context
        super().__init__(vice)

    @property
    def base_url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def _serve(self, sock: socket.socket) -> None:
        with self._lock:
            self._open.discard(sock)
        try:
            sock = self.context.wrap_socket(sock, server_side=True)
        except OSError:
            sock.close()
            return
        with self._lock:
            self._open.add(sock)
        super()._serve(sock)


def context_of(
    files: TlsFiles,
    *,
    certificate: tuple[str, str] | None = None,
    client: ssl.VerifyMode = ssl.CERT_NONE,
    versions: tuple[ssl.TLSVersion, ssl.TLSVersion] = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3),
) -> ssl.SSLContext:
    """Return a server's context; `client` says whether a client's certificate is asked for or required."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if versions[0] < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = versions
    context.load_cert_chain(*(certificate or (files.server, files.server_key)))
    if client is not ssl.CERT_NONE:
        context.load_verify_locations(files.ca)
        context.verify_mode = client
    return context


@contextmanager
def serving(vice: hostile.Vice, context: ssl.SSLContext) -> Iterator[TlsServer]:
    """Serve on a free port until the context ends."""
    server = TlsServer(vice, context)
    try:
        yield server
    finally:
        server.close()


def thumbprint(sock: socket.socket) -> str:
    """Return the SHA-256 of the certificate that the client showed; empty when it showed none."""
    shown = sock.getpeercert(binary_form=True) if isinstance(sock, ssl.SSLSocket) else None
    return hashlib.sha256(shown).hexdigest() if shown else ""
