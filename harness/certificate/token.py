"""Signs by a key that stays in a token, named by a PKCS #11 URI (RFC 7512): a smart card, or a security module.

`pkcs11:token=hallmark;object=signing;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so`. Token and key are named by as
much as makes them one. The token must hold the public key as well, as by it the key has its name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

from harness.certificate.keys import KeyProblem, PublicKey

SCHEME: Final = "pkcs11:"
_P256: Final = bytes.fromhex("06082a8648ce3d030107")
"""The curve as a token has it: its object identifier in DER (RFC 5480 section 2.1.1.1)."""
_HINT: Final = (
    "Write pkcs11:token=NAME;object=NAME?module-path=/path/to/module.so; the PIN is in HALLMARK_KEY_PASSPHRASE."
)
_PART: Final = re.compile(r"[a-z-]+=[^;&?=]*")


class Uri(NamedTuple):
    """What a URI names."""

    token: str
    object: str
    id: bytes
    module: str


def parse(text: str, module: str = "") -> Uri:
    """Return what a URI names; `module` is the one that is used where it names none. Raises KeyProblem."""
    path, _, query = text.removeprefix(SCHEME).partition("?")
    parts = [one for one in (*path.split(";"), *query.split("&")) if one]
    if not text.startswith(SCHEME) or not all(map(_PART.fullmatch, parts)):
        raise KeyProblem("this is no PKCS #11 URI", where=text[:80], hint=_HINT)
    said: Mapping[str, str] = dict(one.split("=", 1) for one in parts)
    if strange := sorted(said.keys() - {"token", "object", "id", "type", "module-path"}):
        raise KeyProblem(f"{strange[0]} is not taken in a PKCS #11 URI", where=SCHEME, hint=_HINT)
    found = Uri(
        token=unquote(said.get("token", "")),
        object=unquote(said.get("object", "")),
        id=unquote_to_bytes(said.get("id", "")),
        module=unquote(said.get("module-path", "")) or module,
    )
    if not found.module or not (found.object or found.id):
        raise KeyProblem("it names no module, or no key", where=text[:80], hint=_HINT)
    return found


class TokenKey:
    """A private key in a token; each signature is a session of its own."""

    def __init__(self, uri: Uri, pin: str) -> None:
        """Find the key. Raises KeyProblem."""
        self._uri, self._pin = uri, pin
        self._public: PublicKey = self._in_session(self._read_public)

    def public_key(self) -> PublicKey:
        """Return its public part."""
        return self._public

    def sign_message(self, message: bytes) -> bytes:
        """Return the signature over `message`, as `cryptography` gives it for a key of this kind. Raises KeyProblem."""
        signature: bytes = self._in_session(lambda session, api: self._signed(session, api, message))
        return signature

    def _in_session(self, work: Any) -> Any:
        api = _library()
        try:
            token = api.lib(self._uri.module).get_token(**({"token_label": self._uri.token} if self._uri.token else {}))
            with token.open(user_pin=self._pin or None) as session:
                return work(session, api)
        except KeyProblem:
            raise
        except Exception as error:  # a module raises what it pleases; its own words stay out of what is kept
            told = f"the token cannot be used ({type(error).__name__})"
            raise KeyProblem(told, where=f"{SCHEME}token={self._uri.token}", hint=_HINT) from error

    def _found(self, session: Any, api: Any, kind: str) -> Any:
        wanted: dict[str, Any] = {"object_class": api.ObjectClass[kind]}
        wanted |= {"label": self._uri.object} if self._uri.object else {}
        wanted |= {"id": self._uri.id} if self._uri.id else {}
        return session.get_key(**wanted)

    def _read_public(self, session: Any, api: Any) -> PublicKey:
        key = self._found(session, api, "PUBLIC_KEY")
        point = _point(bytes(key[api.Attribute.EC_POINT]))
        if key.key_type == api.KeyType.EC_EDWARDS and len(point) == 32:
            return ed25519.Ed25519PublicKey.from_public_bytes(point)
        if key.key_type == api.KeyType.EC and bytes(key[api.Attribute.EC_PARAMS]) == _P256:
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        raise KeyProblem("this kind of key is not used", where=SCHEME, hint="Use Ed25519, or ECDSA over P-256.")

    def _signed(self, session: Any, api: Any, message: bytes) -> bytes:
        key = self._found(session, api, "PRIVATE_KEY")
        if isinstance(self._public, ed25519.Ed25519PublicKey):
            return bytes(key.sign(message, mechanism=api.Mechanism.EDDSA))
        both = bytes(key.sign(hashlib.sha256(message).digest(), mechanism=api.Mechanism.ECDSA))
        return utils.encode_dss_signature(int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big"))


def _point(told: bytes) -> bytes:
    """Return a point without the OCTET STRING that it is in; some modules give that of Ed25519 without one."""
    return told[2:] if told[:2] == bytes((4, len(told) - 2)) else told


def _library() -> Any:
    try:
        return import_module("pkcs11")  # of the extra of that name
    except ImportError as error:
        hint = "Install it: pip install hallmark-harness[pkcs11]"
        raise KeyProblem("the library that talks to tokens is not here", where=SCHEME, hint=hint) from error
