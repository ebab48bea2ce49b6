"""Makes one TLS handshake on an open connection, offering what was asked for, and says what came of it."""

from __future__ import annotations

import datetime
import hashlib
import re
import socket
import ssl
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.declaration import Tls
from harness.reading.certificates import UNREADABLE, load, path, read

VERSIONS: Final = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
OLD: Final = ("TLSv1", "TLSv1.1")
"""RFC 8996 deprecates these."""
ANY_CIPHER: Final = "ALL:@SECLEVEL=0"
"""What OpenSSL has to be told before it speaks an old version at all."""
_ALERT: Final = re.compile(r"(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z_]+)")
_NOT_TLS: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
)
_OURS: Final = frozenset({"NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE", "DH_KEY_TOO_SMALL", "INTERNAL_ERROR"})


class Shaken(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a handshake; the members are those of evidence.Handshake."""

    negotiated: str | None = None
    chain: tuple[bytes, ...] = ()
    verify_code: int = 0
    anchor: bytes = b""
    why: str = ""
    alert: str | None = None


class Roots:
    """The authorities that are trusted: those of a file, or of this machine."""

    def __init__(self, tls: Tls) -> None:
        self.said_by = "declared" if tls.ca else "machine"
        context = ssl.create_default_context(cafile=tls.ca or None)
        self._known = tuple(sorted(context.get_ca_certs(binary_form=True)))
        whole = hashlib.sha256()
        for der in self._known:
            whole.update(hashlib.sha256(der).digest())
        self.digest = f"sha256:{whole.hexdigest()}"

    def anchor_of(self, chain: tuple[bytes, ...]) -> bytes:
        """Return the authority that a chain leads to, or nothing."""
        return next((der for der in self._known if _leads(chain, der)), b"")


def _leads(chain: tuple[bytes, ...], der: bytes) -> bool:
    try:
        return bool(path(read(chain), load(der)))
    except UNREADABLE:
        return False


def shake(sock: socket.socket, host: str, context: ssl.SSLContext) -> Shaken:
    """Make the handshake and close the connection; what the other side does raises nothing."""
    try:
        with context.wrap_socket(sock, server_hostname=host) as secure:
            return Shaken(negotiated=secure.version(), chain=_chain(secure), anchor=_anchor(secure, context))
    except ssl.SSLCertVerificationError as error:
        return Shaken(why="certificate", verify_code=error.verify_code)
    except ssl.SSLError as error:
        return _refused(error)
    except TimeoutError:
        return Shaken(why="timeout")
    except (ConnectionResetError, BrokenPipeError):
        return Shaken(why="reset")
    except (OSError, ValueError):  # ValueError: a name that cannot be sent
        return Shaken(why="closed")


def offering(version: str, tls: Tls) -> ssl.SSLContext | None:
    """Return a context that offers one version and looks at no certificate; None where our side cannot offer it."""
    if not can_offer(version):
        return None
    context = _context(ssl.PROTOCOL_TLS_CLIENT, version)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent over it: what is spoken is all that is asked
    if tls.client_cert:
        context.load_cert_chain(tls.client_cert, tls.client_key, password=str(tls.client_key_password or ""))
    return context


def looking(tls: Tls) -> ssl.SSLContext:
    """Return a context that takes any certificate, to see which one is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # as above
    if tls.client_cert:
        context.load_cert_chain(tls.client_cert, tls.client_key, password=str(tls.client_key_password or ""))
    return context


@lru_cache
def can_offer(version: str) -> bool:
    """Tell whether this machine's OpenSSL speaks a version: it is tried, client against server, in memory."""
    try:
        server, client = _context(ssl.PROTOCOL_TLS_SERVER, version), _context(ssl.PROTOCOL_TLS_CLIENT, version)
        client.check_hostname = False
        client.verify_mode = ssl.CERT_NONE  # a throw-away certificate of our own
        with tempfile.TemporaryDirectory(prefix="hallmark-tls-") as folder:
            certificate, key = self_signed(Path(folder), "hallmark")
            server.load_cert_chain(certificate, key)
        return _in_memory(client, server) == version
    except (ssl.SSLError, ValueError, OSError):
        return False


def self_signed(folder: Path, name: str) -> tuple[str, str]:
    """Write a certificate that nobody but itself vouches for, and its key; return the paths of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    way = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths = (folder / f"{name}.pem", folder / f"{name}.key")
    paths[1].touch(mode=0o600)
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(*way))
    return str(paths[0]), str(paths[1])


def _context(protocol: Any, version: str) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is why they are offered
        context.minimum_version = context.maximum_version = VERSIONS[version]
    if version in OLD:
        context.set_ciphers(ANY_CIPHER)
    return context


def _in_memory(client: ssl.SSLContext, server: ssl.SSLContext) -> str | None:
    one, other = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours, theirs = client.wrap_bio(one, other), server.wrap_bio(other, one, server_side=True)
    for side in (ours, theirs) * 4:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return ours.version()


def _refused(error: ssl.SSLError) -> Shaken:
    reason = str(error.reason or "")
    alert = _ALERT.fullmatch(reason)
    if alert:
        return Shaken(why="alert", alert=alert[1].lower())
    if reason in _NOT_TLS:
        return Shaken(why="not-tls")
    if reason in ("UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW"):
        return Shaken(why="version")
    return Shaken(why="ours" if reason in _OURS else "closed")


def _chain(sock: ssl.SSLSocket) -> tuple[bytes, ...]:
    return _ders(sock, "get_unverified_chain")


def _anchor(sock: ssl.SSLSocket, context: ssl.SSLContext) -> bytes:
    verified = _ders(sock, "get_verified_chain") if context.verify_mode is ssl.CERT_REQUIRED else ()
    return verified[-1] if verified else b""


def _ders(sock: Any, name: str) -> tuple[bytes, ...]:
    """Return certificates as DER: public from Python 3.13 on, before that of the object beneath."""
    if hasattr(sock, name):
        return tuple(getattr(sock, name)())
    found = getattr(sock._sslobj, name)() or ()
    return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in found)
