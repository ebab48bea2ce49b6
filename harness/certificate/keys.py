"""Makes and reads the keys that certificates are signed with: Ed25519, or ECDSA over P-256.

A key's name is the SHA-256 of its public part as DER SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7), which
`openssl pkey -pubin -outform DER | sha256sum` says too.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.hashes import SHA256

from harness.errors import EvidenceError

Written: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
"""A private key that can be written down."""
PublicKey: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group P-256 (SEC 2, section 2.4.2)."""


class Held(Protocol):
    """A private key that somebody else holds, and signs by."""

    def public_key(self) -> PublicKey:
        """Return its public part."""

    def sign_message(self, message: bytes) -> bytes:
        """Return the signature as `cryptography` gives it for a key of this kind."""


PrivateKey: TypeAlias = Written | Held
KINDS: Final = ("ed25519", "ecdsa-p256")


class KeyProblem(EvidenceError):
    """A key cannot be used."""


def new_key(kind: str) -> Written:
    """Return a fresh key of one of `KINDS`."""
    return ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else ec.generate_private_key(ec.SECP256R1())


def private_pem(key: Written, passphrase: bytes = b"") -> bytes:
    """Return the key as PKCS #8 in PEM form, encrypted where a passphrase is given."""
    cover = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, cover)


def public_pem(key: PublicKey) -> bytes:
    """Return the public key in PEM form."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_private(pem: bytes, where: str, passphrase: bytes = b"") -> Written:
    """Return the private key in `pem`. Raises KeyProblem."""
    try:
        key = serialization.load_pem_private_key(pem, passphrase or None)
    except TypeError as error:
        hint = "It has none; give none." if passphrase else "Give the passphrase in HALLMARK_KEY_PASSPHRASE."
        raise KeyProblem("the key's passphrase does not fit", where=where, hint=hint) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        hint = "It must be PKCS #8 in PEM form, with its passphrase; `hallmark keygen` writes one."
        raise KeyProblem("this is no private key that can be read", where=where, hint=hint) from error
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise KeyProblem("this kind of key is not used", where=where, hint=f"Use one of {', '.join(KINDS)}.")


def read_public(pem: bytes, where: str) -> PublicKey:
    """Return the public key in `pem`. Raises KeyProblem."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyProblem("this is no public key that can be read", where=where, hint="Give a PEM file.") from error
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise KeyProblem("this kind of key is not used", where=where, hint=f"Use one of {', '.join(KINDS)}.")


def read_public_file(path: Path) -> PublicKey:
    """Return the public key in a file. Raises KeyProblem."""
    try:
        return read_public(path.read_bytes(), str(path))
    except OSError as error:
        raise KeyProblem(f"the key cannot be read: {error.strerror}", where=str(path)) from error


def key_id(key: PublicKey) -> str:
    """Return the key's name, 64 hexadecimal digits."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def sign(key: PrivateKey, message: bytes) -> bytes:
    """Return the signature over `message`; of the two that ECDSA allows, the one with the smaller second half."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    signature = (
        key.sign(message, ec.ECDSA(SHA256()))
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else key.sign_message(message)
    )
    if isinstance(key.public_key(), ed25519.Ed25519PublicKey):
        return signature
    r, s = utils.decode_dss_signature(signature)
    return utils.encode_dss_signature(r, min(s, _ORDER - s))


def is_signed(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Tell whether `signature` is the key's over `message`, in the one form that `sign` gives."""
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, message)
            return True
        r, s = utils.decode_dss_signature(signature)
        if s > _ORDER - s or utils.encode_dss_signature(r, s) != signature:
            return False
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
