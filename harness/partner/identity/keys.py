"""Holds the keys that tokens are signed with: one that signs, and those that are still published after it took over."""

from __future__ import annotations

import hashlib
import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol, TypeAlias

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from harness.errors import MockError

Private: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Public: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
RSA_BITS: Final = 2048
FOR_EVER: Final = float("inf")
_NAMING: Final = ("crv", "e", "kty", "n", "x", "y")
"""The members of a public key that name it (RFC 7638 section 3.2), in their order."""


@dataclass(frozen=True)
class Key:
    """A key that signs."""

    algorithm: str
    private: Private

    @cached_property
    def public(self) -> Public:
        return self.private.public_key()

    @cached_property
    def kid(self) -> str:
        """Its thumbprint (RFC 7638): no two keys have the same."""
        named = {name: value for name, value in sorted(_jwk(self.public).items()) if name in _NAMING}
        digest = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    @cached_property
    def jwk(self) -> dict[str, Any]:
        """The public key as a key set has it (RFC 7517 section 4)."""
        named = {name: value for name, value in _jwk(self.public).items() if name in _NAMING}
        return {**named, "kid": self.kid, "alg": self.algorithm, "use": "sig"}

    def pem(self) -> bytes:
        """Return the private key."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public_pem(self) -> bytes:
        """Return the public key."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def signed(self, claims: dict[str, Any], header: dict[str, Any]) -> str:
        """Return a token; `header` says what stands there beside the algorithm."""
        return jwt.encode(claims, self.private, self.algorithm, headers=header)


def new_key(algorithm: str) -> Key:
    """Make a key of the size that the algorithm asks for (RFC 7518 sections 3.3 and 3.4)."""
    if algorithm == "ES256":
        return Key(algorithm, ec.generate_private_key(ec.SECP256R1()))
    return Key(algorithm, rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS))


def read_key(algorithm: str, pem: bytes, where: str) -> Key:
    """Return a key from its PEM form. Raises MockError."""
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        private = None
    fits = isinstance(private, ec.EllipticCurvePrivateKey if algorithm == "ES256" else rsa.RSAPrivateKey)
    if not fits or (isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name != "secp256r1"):
        raise MockError(f"is no private key for {algorithm}", where=where, hint="Remove the file: another is made.")
    assert isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    return Key(algorithm, private)


def _jwk(public: Public) -> dict[str, Any]:
    if isinstance(public, ec.EllipticCurvePublicKey):
        return ECAlgorithm.to_jwk(public, as_dict=True)
    return RSAAlgorithm.to_jwk(public, as_dict=True)


@dataclass(frozen=True, slots=True)
class Published:
    """A key, and until when it is in the key set; seconds since 1970."""

    key: Key
    until: float = FOR_EVER


class Keep(Protocol):
    """Keeps keys beyond one process."""

    def load(self) -> tuple[Published, ...] | None:
        """Return what is kept, the one that signs first; None where that is what was last loaded or saved."""
        ...

    def save(self, keys: Iterable[Published]) -> None:
        """Keep these instead."""
        ...


class Ring:
    """The keys of one authority; may be shared by threads. A key is made when it is first needed."""

    def __init__(self, algorithm: str, keep: Keep | None = None) -> None:
        """Raises MockError for what is kept and cannot be read."""
        self.algorithm = algorithm
        self._keep = keep
        self._keys: tuple[Published, ...] = ()
        self._lock = threading.RLock()
        self._generation = 0
        self._load()

    @property
    def generation(self) -> int:
        """Return a number that is another whenever the keys are."""
        if self._keep is not None:
            with self._lock:
                self._load()
        return self._generation

    def current(self) -> Key:
        """Return the key that signs."""
        with self._lock:
            self._load()
            if not self._keys:
                self._put((Published(new_key(self.algorithm)),))
                self._load()  # another process may have been first
            return self._keys[0].key

    def published(self, now: float) -> tuple[Key, ...]:
        """Return the keys of the key set, the one that signs first."""
        with self._lock:
            self.current()
            return tuple(one.key for one in self._keys if now < one.until)

    def find(self, kid: str, now: float) -> Published | None:
        """Return the published key of that name."""
        with self._lock:
            self.current()
            return next((one for one in self._keys if one.key.kid == kid and now < one.until), None)

    def publish(self, now: float, seconds: float) -> Key:
        """Publish one key more for so many seconds, which does not sign by itself, and return it."""
        with self._lock:
            self.current()
            staying = tuple(one for one in self._keys if now < one.until)
            added = Published(new_key(self.algorithm), now + seconds)
            self._put((*staying, added))
            return added.key

    def rotate(self, now: float, overlap: float) -> Key:
        """Sign with another key from now on; the one before stays published for so many seconds."""
        with self._lock:
            before = self.current()
            staying = (Published(before, now + overlap),) if overlap > 0 else ()
            earlier = tuple(one for one in self._keys[1:] if now < one.until)
            self._put((Published(new_key(self.algorithm)), *staying, *earlier))
            return self._keys[0].key

    def _load(self) -> None:
        found = self._keep.load() if self._keep is not None else None
        if found is not None:
            self._keys = found
            self._generation += 1

    def _put(self, keys: tuple[Published, ...]) -> None:
        self._keys = keys
        self._generation += 1
        if self._keep is not None:
            self._keep.save(keys)
