"""Has certificates for tests in the form in which they are asked for: paths, as text."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from harness.partner.certificates import Authority, Pair, write_certificates, write_pair


class TlsFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Paths of PEM files."""

    ca: str
    server: str
    server_key: str
    client: str
    client_key: str
    other: str
    other_key: str


def make(folder: Path) -> TlsFiles:
    """Write an authority, a server on loopback and two clients, and servers that nobody should trust, into a folder."""
    made = write_certificates(folder, "good", ("one", "other"), time.time())
    (server, server_key), (client, client_key), (other, other_key) = (
        _paths(pair) for pair in (made.server, made.clients["one"], made.clients["other"])
    )
    return TlsFiles(
        ca=str(made.ca),
        server=server,
        server_key=server_key,
        client=client,
        client_key=client_key,
        other=other,
        other_key=other_key,
    )


def expired(files: TlsFiles) -> tuple[str, str]:
    """Return a server's certificate that ran out, and its key."""
    return _bad(files, "expired")


def misnamed(files: TlsFiles) -> tuple[str, str]:
    """Return a server's certificate for another name, and its key."""
    return _bad(files, "another-name")


def self_signed(folder: Path) -> tuple[str, str]:
    """Write a certificate that nobody but itself vouches for, and its key; return their paths."""
    alone = Authority("self-signed example", datetime.now(UTC))
    return _paths(write_pair(folder, "self", (alone.certificate, alone.key)))


def _bad(files: TlsFiles, kind: str) -> tuple[str, str]:
    folder = Path(files.ca).parent
    return _paths(Pair(folder / f"server-{kind}.pem", folder / f"server-{kind}.key"))


def _paths(pair: Pair) -> tuple[str, str]:
    return str(pair.certificate), str(pair.key)
