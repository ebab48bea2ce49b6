"""Is a time stamping authority for tests: OpenSSL answers, by a certificate that is made on the spot."""

from __future__ import annotations

import datetime
import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """\
[tsa]
default_tsa = one
[one]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """An authority that keeps its things in a folder."""

    folder: Path

    @property
    def pem(self) -> bytes:
        """Return the certificate that is to be trusted, its root."""
        return (self.folder / "tsa.pem").read_bytes()

    def answer(self, query: bytes) -> bytes:
        """Return the response to a query."""
        (self.folder / "query.tsq").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-queryfile", "query.tsq", "-signer", "tsa.crt", "-inkey", "tsa.key"]
        command += ["-config", "tsa.cnf", "-out", "response.tsr"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "response.tsr").read_bytes()


def authority(folder: Path) -> Authority:
    """Make an authority in an empty folder: a root, and by it the certificate that stamps."""
    folder.mkdir(parents=True, exist_ok=True)
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root, one = _name(f"Example Root {folder.name}"), _name(f"Example Time {folder.name}")
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = _builder(one, root, key, ca=False).add_extension(usage, critical=True).sign(root_key, hashes.SHA256())
    above = _builder(root, root, root_key, ca=True).sign(root_key, hashes.SHA256())
    (folder / "tsa.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.pem").write_bytes(above.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "tsa.key").write_bytes(pem)
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder.as_posix()), encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    return Authority(folder)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    builder = builder.not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    return builder.not_valid_after(datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC))
