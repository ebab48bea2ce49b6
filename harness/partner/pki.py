"""Writes a throw-away world of certificates: an authority, good and bad servers and clients, and what was revoked."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from harness.errors import MockError
from harness.partner.certificates import THROW_AWAY, Authority, Pair, claim, write, write_pair

ELSEWHERE: Final = "elsewhere.invalid"
"""The name in a certificate of another name (RFC 2606)."""
LONGEST_NAME: Final = 253
"""Characters of a host name (RFC 1035 section 2.3.4)."""
_LABEL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST: Final = re.compile(rf"(?:\*\.)?(?:{_LABEL}\.)*(?!\d+$){_LABEL}")
"""Labels as they are in use (RFC 1123 section 2.1), of which the last is no number, or it would be an address."""
_CLIENT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?")
REVOKED: Final = "revoked"
SERVERS: Final = ("good", "expired", "not-yet-valid", "another-name", "unknown-issuer", REVOKED)
CLIENTS: Final = ("expired", "not-yet-valid", "unknown-issuer", REVOKED)
"""What may be the matter with a client's certificate, beside those of the clients that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What was written."""

    ca: Path
    crl: Path
    servers: dict[str, Pair]
    """By what is the matter with them; `good`: nothing."""
    clients: dict[str, Pair]
    """Those that were named, and the bad ones by what is the matter with them."""


def write_world(folder: Path, names: Iterable[str], clients: Iterable[str], now: float, days: int) -> World:
    """Write all of it; `names` are host names and addresses of the server. Raises MockError.

    The authority's key is kept nowhere: nobody can sign more in its name, and who wants more writes another world.
    """
    at, own = datetime.fromtimestamp(now, UTC), [_name(text) for text in names]
    named = tuple(dict.fromkeys(clients))
    if taken := sorted({*named} & {*CLIENTS}):
        raise MockError(f"a client cannot be called {taken[0]!r}: one whose certificate is bad is called so")
    if wrong := [name for name in named if not _CLIENT.fullmatch(name)]:
        raise MockError(f"{wrong[0]!r} cannot name a client", hint="Use at most 50 letters, digits and hyphens.")
    make = _Maker(folder, at, days)
    claim(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "ca.pem", make.authority.pem(), 0o644)
        servers = {kind: make.server(kind, own) for kind in SERVERS}
        bad = {kind: make.client(kind, kind) for kind in CLIENTS}
        good = {name: make.client(name, "good") for name in named}
        write(folder / "crl.pem", make.revoked(), 0o644)
    except OSError as error:
        raise MockError(f"cannot write certificates: {error.strerror or error}", where=str(folder)) from None
    return World(ca=folder / "ca.pem", crl=folder / "crl.pem", servers=servers, clients={**good, **bad})


class _Maker:
    """Makes one certificate after another, and remembers which were revoked."""

    def __init__(self, folder: Path, at: datetime, days: int) -> None:
        self.authority = Authority(THROW_AWAY[1], at, days)
        self._stranger = Authority(THROW_AWAY[2], at, days)
        self._folder = folder
        self._at = at
        self._days = days
        self._revoked: list[int] = []

    def server(self, kind: str, names: list[x509.GeneralName]) -> Pair:
        shown: list[x509.GeneralName] = [x509.DNSName(ELSEWHERE)] if kind == "another-name" else names
        return self._pair(
            "server" if kind == "good" else f"server-{kind}", kind, shown, ExtendedKeyUsageOID.SERVER_AUTH
        )

    def client(self, name: str, kind: str) -> Pair:
        file = f"client-{name}"
        return self._pair(file, kind, [x509.DNSName(f"{file}.example.org")], ExtendedKeyUsageOID.CLIENT_AUTH)

    def _pair(self, file: str, kind: str, names: list[x509.GeneralName], purpose: x509.ObjectIdentifier) -> Pair:
        away = timedelta(days=2 * self._days + 2)
        at = {"expired": self._at - away, "not-yet-valid": self._at + away}.get(kind, self._at)
        issuer = self._stranger if kind == "unknown-issuer" else self.authority
        signed = issuer.issue(f"hallmark {file}"[:64], names, purpose, at)
        if kind == REVOKED:
            self._revoked.append(signed[0].serial_number)
        return write_pair(self._folder, file, signed)

    def revoked(self) -> bytes:
        """Return the authority's list of what it took back (RFC 5280 section 5)."""
        public = self.authority.key.public_key()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.authority.subject)
            .last_update(self._at - timedelta(days=1))
            .next_update(self._at + timedelta(days=self._days))
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for serial in self._revoked:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self._at - timedelta(hours=1))
            builder = builder.add_revoked_certificate(one.build())
        return builder.sign(self.authority.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.GeneralName:
    """Return a host name or an address as a certificate has it. Raises MockError."""
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        pass
    if len(text) > LONGEST_NAME or not _HOST.fullmatch(text):
        raise MockError(f"{text!r} is no host name", hint="Write a name as in a URL, others in ASCII (xn--...).")
    return x509.DNSName(text)
