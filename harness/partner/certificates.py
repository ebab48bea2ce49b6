"""Makes throw-away certificates: an authority, a server on this machine, and clients."""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from harness.errors import MockError

Kind: TypeAlias = Literal["good", "another-name", "expired", "unknown-issuer"]
"""What is the matter with a server's certificate, if anything."""
BAD: Final = ("another-name", "expired", "unknown-issuer")
DAYS: Final = 7
"""How long they hold: they are for one sitting."""
ADDRESSES: Final = ("127.0.0.1", "::1")
THROW_AWAY: Final = ("Hallmark mock authority", "Hallmark throw-away authority", "Unknown authority")
"""Names of the authorities whose certificates may be written over."""
_BESIDE: Final = ("server-", "client-")


@dataclass(frozen=True, slots=True)
class Pair:
    """Paths of a certificate and of its key, in PEM form."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """What was written."""

    ca: Path
    server: Pair
    clients: dict[str, Pair]
    bad: dict[str, Pair]
    """A server's certificate of each kind that nobody should trust."""


def write_certificates(folder: Path, kind: Kind, clients: Iterable[str], now: float) -> Certificates:
    """Write an authority, a server's certificate of each kind and one for each client; raises MockError.

    Keys can be read by their owner only. The authority's own key is kept nowhere.
    """
    at = datetime.fromtimestamp(now, UTC)
    authority, stranger = Authority(THROW_AWAY[0], at), Authority(THROW_AWAY[2], at)
    claim(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "ca.pem", authority.pem(), 0o644)

        def server(file: str, kind: str) -> Pair:
            issuer = stranger if kind == "unknown-issuer" else authority
            return _pair(folder, file, issuer, at - timedelta(days=2 * DAYS) if kind == "expired" else at, kind)

        return Certificates(
            ca=folder / "ca.pem",
            server=server("server", kind),
            clients={name: _pair(folder, f"client-{name}", authority, at, "client") for name in clients},
            bad={bad: server(f"server-{bad}", bad) for bad in BAD},
        )
    except OSError as error:
        raise MockError(f"cannot write certificates: {error.strerror or error}", where=str(folder)) from None


def claim(folder: Path) -> None:
    """Raise MockError where something would be written over that is none of ours: a key of somebody's server is gone
    for good then.
    """
    for path in sorted(folder.glob("*")):
        name = path.stem
        if path.suffix in (".pem", ".key") and (name in ("ca", "crl", "server") or name.startswith(_BESIDE)):
            own = folder / ("ca.pem" if name == "crl" else f"{name}.pem")
            if not _is_throw_away(own):
                raise MockError(
                    "would be written over, and was not made by Hallmark", where=str(path), hint="Give an empty folder."
                )


def _is_throw_away(certificate: Path) -> bool:
    try:
        issuer = x509.load_pem_x509_certificate(certificate.read_bytes()).issuer
    except (OSError, ValueError):
        return False
    return any(name.value in THROW_AWAY for name in issuer)


def kept_certificates(folder: Path, now: float) -> Certificates:
    """Return those that lie in a folder, or new ones where none does that holds for a day more; raises MockError.

    Whoever was told of their authority need not be told again while they hold.
    """
    server = Pair(folder / "server.pem", folder / "server.key")
    if _holds(server, datetime.fromtimestamp(now, UTC) + timedelta(days=1)):
        return Certificates(ca=folder / "ca.pem", server=server, clients={}, bad={})
    return write_certificates(folder, "good", (), now)


def _holds(pair: Pair, at: datetime) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(pair.certificate, pair.key, password=_no_password)
        return x509.load_pem_x509_certificate(pair.certificate.read_bytes()).not_valid_after_utc > at
    except (OSError, ValueError):
        return False


def own_certificates(certificate: Path, key: Path, ca: Path | None, folder: Path, now: float) -> Certificates:
    """Return a server's certificate of the caller's own; raises MockError where it cannot be read or is not of the key.

    Of those that nobody should trust there is the one of an unknown authority alone: who was given a certificate has
    not the key to sign an expired one of the same authority, and a stranger's would be refused for another reason.
    """
    for path in (certificate, key, *((ca,) if ca is not None else ())):
        try:
            path.read_bytes()
        except OSError as error:
            raise MockError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=_no_password)
    except (ssl.SSLError, ValueError):
        hint = "Both are PEM, the key without a password, and the certificate comes before those of its authorities."
        raise MockError(f"is no certificate of the key {key}", where=str(certificate), hint=hint) from None
    made = write_certificates(folder, "good", (), now)
    bad = {"unknown-issuer": made.bad["unknown-issuer"]}
    return Certificates(ca=ca or certificate, server=Pair(certificate, key), clients={}, bad=bad)


def _no_password() -> str:
    raise ValueError("the key is encrypted")


class Authority:
    """Signs, and is forgotten with its key."""

    def __init__(self, name: str, at: datetime, days: int = DAYS) -> None:
        """What it signs holds from a day before `at` for so many days."""
        self.days = days
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = _builder(self.subject, self.subject, self.key.public_key(), at, days)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        self.certificate = builder.sign(self.key, hashes.SHA256())

    def pem(self) -> bytes:
        """Return its own certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(
        self, subject: str, names: list[x509.GeneralName], purpose: x509.ObjectIdentifier, at: datetime
    ) -> Signed:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        public = self.key.public_key()
        builder = (
            _builder(name, self.subject, key.public_key(), at, self.days)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
            .add_extension(_usage(signs=False), critical=True)
        )
        return builder.sign(self.key, hashes.SHA256()), key


Signed: TypeAlias = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    # Python 3.13 and later ask an authority to say that it signs certificates (VERIFY_X509_STRICT).
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _pair(folder: Path, file: str, issuer: Authority, at: datetime, kind: str) -> Pair:
    if kind == "client":
        purpose = ExtendedKeyUsageOID.CLIENT_AUTH
        names: list[x509.GeneralName] = [x509.DNSName(f"{file}.example.org")]
    else:
        purpose = ExtendedKeyUsageOID.SERVER_AUTH
        own = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(text)) for text in ADDRESSES)]
        names = [x509.DNSName("elsewhere.example.org")] if kind == "another-name" else own
    return write_pair(folder, file, issuer.issue(f"mock {file}", names, purpose, at))


def write_pair(folder: Path, file: str, signed: Signed) -> Pair:
    """Write a certificate and its key, which can be read by its owner only."""
    certificate, key = signed
    pair = Pair(folder / f"{file}.pem", folder / f"{file}.key")
    write(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write(pair.key, private, 0o600)
    return pair


def write(path: Path, data: bytes, mode: int) -> None:
    """Write a file anew, with the rights that it has from the beginning."""
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(number, "wb") as file:
        file.write(data)
