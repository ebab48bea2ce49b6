"""Makes certificates for tests: an authority, a server on loopback, two clients, and whatever else a test wants."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGIN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)


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
    """Write all files into a folder."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("Example Authority", authority_key, None, None)
    files = {"ca": _write(folder / "ca.pem", _pem(authority))}
    for name in ("server", "client", "other"):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(f"example {name}", key, authority, authority_key)
        files[name] = _write(folder / f"{name}.pem", _pem(certificate))
        files[f"{name}_key"] = _write(folder / f"{name}.key", _private(key))
    _write(folder / "ca.key", _private(authority_key))
    return TlsFiles(**files)


def expired(folder: Path, files: TlsFiles) -> tuple[str, str]:
    """Write a server's certificate that ran out, and its key; return their paths."""
    return _other(folder, files, "expired", end=datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC))


def misnamed(folder: Path, files: TlsFiles) -> tuple[str, str]:
    """Write a server's certificate for another name, and its key; return their paths."""
    return _other(folder, files, "misnamed", host="another.example.org")


def _other(folder: Path, files: TlsFiles, name: str, **how: Any) -> tuple[str, str]:
    authority = x509.load_pem_x509_certificate(Path(files.ca).read_bytes())
    authority_key = serialization.load_pem_private_key(Path(files.ca).with_suffix(".key").read_bytes(), None)
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = _pem(_certificate(f"{name} example", key, authority, authority_key, **how))
    return _write(folder / f"{name}.pem", pem), _write(folder / f"{name}.key", _private(key))


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate | None,
    authority_key: ec.EllipticCurvePrivateKey | None,
    end: datetime.datetime = END,
    host: str = "localhost",
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = authority_key or key
    addresses: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        addresses.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.subject if authority else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(_usage(signs=authority is None), critical=True)
        .sign(signer, hashes.SHA256())
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


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def self_signed(folder: Path) -> tuple[str, str]:
    """Write a certificate that nobody but itself vouches for, and its key; return their paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = _private(key)
    certificate = _certificate("self-signed example", key, None, None)
    return _write(folder / "self.pem", _pem(certificate)), _write(folder / "self.key", pem)
