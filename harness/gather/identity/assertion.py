"""Signs the assertion by which a client proves itself at a token endpoint (RFC 7523 section 3, `private_key_jwt`)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from harness.auth import ClientCredentials
from harness.errors import DeclarationError

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
"""RFC 7523 section 2.2."""


class Assertions:
    """Makes one assertion after another for one client; each is used once."""

    def __init__(self, auth: ClientCredentials, nonce: Callable[[], str], where: str) -> None:
        """Read key and certificate. Raises DeclarationError, which names `where`, for those that cannot be used."""
        if auth.assertion is None:
            raise DeclarationError("client_auth private_key_jwt needs assertion", where=where)
        self._assertion = auth.assertion
        self._client = auth.client_id
        self._audience = auth.assertion.audience or auth.token_url
        self._nonce = nonce
        password = str(auth.assertion.private_key_password or "")
        self._key = _private_key(str(auth.assertion.private_key), password, f"{where}.assertion.private_key")
        self._header = self._names(f"{where}.assertion.certificate_file")
        self.signed(0, where)  # a key that does not fit the algorithm is told before anything is sent

    def signed(self, now: int, where: str = "") -> str:
        """Return an assertion for the token endpoint; `now` is the wall clock in microseconds since 1970."""
        at = now // 1_000_000
        claims = {
            "iss": self._client,
            "sub": self._client,
            "aud": self._audience,
            "jti": self._nonce(),
            "iat": at,
            "exp": at + self._assertion.lifetime,
        }
        try:
            return jwt.encode(claims, self._key, self._assertion.algorithm, headers=self._header)  # type: ignore[arg-type]
        except (jwt.PyJWTError, TypeError, ValueError, AttributeError) as error:
            said = f"the key cannot sign with {self._assertion.algorithm} ({type(error).__name__})"
            raise DeclarationError(said, where=f"{where}.assertion.algorithm") from None

    def _names(self, where: str) -> dict[str, str]:
        """Return what the header says of the key (RFC 7515 sections 4.1.4, 4.1.7 and 4.1.8)."""
        found = {"kid": self._assertion.key_id} if self._assertion.key_id else {}
        if not self._assertion.certificate_file:
            return found
        try:
            certificate = x509.load_pem_x509_certificate(Path(self._assertion.certificate_file).read_bytes())
        except (OSError, ValueError) as error:
            raise DeclarationError(f"the certificate cannot be used ({type(error).__name__})", where=where) from None
        if certificate.public_key().public_bytes(*_PLAIN) != self._key.public_key().public_bytes(*_PLAIN):
            raise DeclarationError("the certificate is of another key than private_key", where=where)
        # RFC 7515 section 4.1.7 fixes SHA-1 for x5t; it names a certificate, and nothing rests on its strength.
        thumbs = {"x5t": hashes.SHA1(), "x5t#S256": hashes.SHA256()}
        return found | {name: _base64(certificate.fingerprint(algorithm)) for name, algorithm in thumbs.items()}


_PLAIN = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _private_key(text: str, password: str, where: str) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(text.encode(), password.encode() if password else None)
    except (ValueError, TypeError) as error:
        hint = "It is a private key in PEM form; private_key_password opens one that is encrypted."
        raise DeclarationError(f"the key cannot be read ({type(error).__name__})", where=where, hint=hint) from None


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
