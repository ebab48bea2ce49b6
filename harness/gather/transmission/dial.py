"""Opens connections: address, proxy, TLS, each within one deadline."""

from __future__ import annotations

import base64
import ipaddress
import socket
import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import msgspec

from harness.declaration import Tls
from harness.errors import DeclarationError
from harness.gather.restraint.limits import Undeclared

SECOND = 1_000_000
_PORTS = {"http": 80, "https": 443}
_CONNECT_CAP = 65_536


class DialFailed(Exception):
    """No connection came about."""

    def __init__(self, why: str, detail: str) -> None:
        """`why` is that of evidence.Silence; `detail` is for people and never reaches evidence."""
        super().__init__(detail)
        self.why = why
        self.detail = detail


class Origin(msgspec.Struct, frozen=True):
    """Scheme, host and port of a URL (RFC 9110 section 4.3.1)."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """Return the origin of an absolute http(s) URL; raises Undeclared for what is none."""
        try:
            parts = urlsplit(url)
            if parts.scheme in _PORTS and parts.hostname:
                port = _PORTS[parts.scheme] if parts.port is None else parts.port
                return cls(parts.scheme, parts.hostname, port)
        except ValueError:  # a port that is no number, a bracket that does not close
            pass
        raise Undeclared(f"{url!r} is not an absolute http or https URL", where="wire")

    @property
    def authority(self) -> str:
        """Host and port as the Host field has them: the scheme's own port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


class Proxy(msgspec.Struct, frozen=True):
    """An HTTP proxy."""

    origin: Origin
    authorization: str = ""
    """Value of Proxy-Authorization, when the proxy's URL holds a name."""

    @classmethod
    def of(cls, url: str) -> Proxy:
        """Return the proxy that a run file names, as in `http://name:password@host:port`; raises DeclarationError."""
        parts = urlsplit(url)
        if parts.scheme != "http":
            hint = "Give one whose URL begins with http://; TLS to the product goes through it untouched."
            raise DeclarationError("only an HTTP proxy can be used", where="target.proxy", hint=hint)
        authorization = ""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            authorization = f"Basic {base64.b64encode(pair).decode('ascii')}"
        return cls(Origin.of(url), authorization)


class Dialler:
    """Opens connections to origins, through the proxy if there is one; certificates are always checked."""

    def __init__(
        self,
        now: Callable[[], int],
        *,
        tls: Tls | None = None,
        proxy: Proxy | None = None,
        where: str = "target.tls.client_cert",
    ) -> None:
        """Load the certificates; raises DeclarationError, which names `where`, for a client's that cannot be used."""
        self._now = now
        self._proxy = proxy
        self._tls = tls or Tls()
        self._context: ssl.SSLContext | None = None
        self._where = where
        if self._tls != Tls():
            self._context = _context(self._tls, where)

    def open(self, origin: Origin, timeout: int) -> socket.socket:
        """Return an open socket, TLS included; raises DialFailed after `timeout` microseconds at the latest."""
        deadline = self._now() + timeout
        if origin.scheme != "https":
            return self._connect(self._proxy.origin if self._proxy else origin, deadline)
        sock = self.raw(origin, timeout)
        try:
            return self._secure(sock, origin.host, deadline)
        except BaseException:
            sock.close()
            raise

    def raw(self, origin: Origin, timeout: int) -> socket.socket:
        """Return an open socket on which TLS can begin, through the proxy if there is one; raises DialFailed."""
        deadline = self._now() + timeout
        sock = self._connect(self._proxy.origin if self._proxy else origin, deadline)
        try:
            if self._proxy:
                self._tunnel(sock, origin, self._proxy, deadline)
            sock.settimeout(self._left(deadline))
        except BaseException:
            sock.close()
            raise
        return sock

    @property
    def context(self) -> ssl.SSLContext:
        """Return what connections are checked by. Raises DeclarationError."""
        if self._context is None:
            self._context = _context(self._tls, self._where)
        return self._context

    @property
    def tls(self) -> Tls:
        """Return the files that it was made with."""
        return self._tls

    def _left(self, deadline: int) -> float:
        return max(deadline - self._now(), 1000) / SECOND

    def _connect(self, origin: Origin, deadline: int) -> socket.socket:
        try:
            found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # UnicodeError: a label that IDNA refuses
            raise DialFailed("name", f"the name {origin.host} cannot be resolved: {error}") from None
        failed = DialFailed("unreachable", f"{origin.host} has no address")
        for family, kind, protocol, _, address in found:
            try:
                sock = socket.socket(family, kind, protocol)
            except OSError as error:  # an address family that this machine does not have
                failed = _failure(error, origin)
                continue
            try:
                sock.settimeout(self._left(deadline))
                sock.connect(address)
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return sock
            except OSError as error:
                sock.close()
                failed = _failure(error, origin)
        raise failed

    def _tunnel(self, sock: socket.socket, origin: Origin, proxy: Proxy, deadline: int) -> None:
        """Ask the proxy for a tunnel (RFC 9110 section 9.3.6)."""
        host = f"[{origin.host}]" if ":" in origin.host else origin.host
        lines = [f"CONNECT {host}:{origin.port} HTTP/1.1", f"Host: {host}:{origin.port}"]
        if proxy.authorization:
            lines.append(f"Proxy-Authorization: {proxy.authorization}")
        reply = bytearray()
        try:
            sock.settimeout(self._left(deadline))
            sock.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
            # One byte at a time: what follows the head belongs to TLS.
            while not reply.endswith(b"\r\n\r\n") and len(reply) < _CONNECT_CAP:
                sock.settimeout(self._left(deadline))
                byte = sock.recv(1)
                if not byte or self._now() > deadline:
                    break
                reply += byte
        except OSError as error:
            raise DialFailed("unreachable", f"the proxy does not answer: {error}") from None
        status = bytes(reply[:12]).decode("latin-1")
        if not reply.endswith(b"\r\n\r\n") or not (status.startswith("HTTP/1.") and status[9:10] == "2"):
            said = f"answers {status[9:]} to" if status.startswith("HTTP/1.") else "does not understand"
            raise DialFailed("unreachable", f"the proxy {said} CONNECT")

    def _secure(self, sock: socket.socket, host: str, deadline: int) -> socket.socket:
        context = self.context
        try:
            sock.settimeout(self._left(deadline))
            return context.wrap_socket(sock, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise DialFailed("tls", f"the certificate of {host} is not trusted: {error.verify_message}") from None
        except (OSError, ValueError) as error:  # ValueError: a name that cannot be sent
            raise DialFailed("tls", f"no TLS connection with {host}: {error}") from None


def is_address(host: str) -> bool:
    """Tell whether a host is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _context(tls: Tls, where: str) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=tls.ca or None)
    except (OSError, ssl.SSLError) as error:
        raise DeclarationError(f"{tls.ca} cannot be used: {error}", where="target.tls.ca") from None
    context.set_alpn_protocols(["http/1.1"])
    if tls.client_cert:
        try:
            # The empty password answers what would be a question on the terminal.
            context.load_cert_chain(tls.client_cert, tls.client_key, password=str(tls.client_key_password or ""))
        except (OSError, ssl.SSLError, ValueError) as error:  # ValueError: a password that is too long
            raise DeclarationError(f"{tls.client_cert} and its key cannot be used: {error}", where=where) from None
    return context


def _failure(error: OSError, origin: Origin) -> DialFailed:
    place = f"{origin.host}:{origin.port}"
    if isinstance(error, ConnectionRefusedError):
        return DialFailed("refused", f"nothing listens on {place}")
    if isinstance(error, ConnectionResetError):
        return DialFailed("reset", f"{place} hung up at once")
    if isinstance(error, TimeoutError):
        return DialFailed("unreachable", f"{place} does not answer")
    return DialFailed("unreachable", f"{place} cannot be reached: {error}")
