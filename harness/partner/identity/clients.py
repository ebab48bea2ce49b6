"""Finds out which client calls the token endpoint, in the one way in which it signs in (RFC 6749 section 2.3)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from harness.partner.call import PLAINLY, Came
from harness.partner.identity.assertions import TYPE, Assertions, client_in
from harness.partner.identity.terms import Client, Method


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to an endpoint at which clients sign in."""

    authorization: str
    form: Mapping[str, str]
    now: float
    """Seconds since 1970."""
    came: Came = PLAINLY


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why it is no client: `invalid_client`, or `invalid_request` where it signs in twice (RFC 6749 section 5.2)."""

    error: str
    detail: str


NOBODY: Final = Unknown("invalid_client", "unknown client or wrong secret")


class Door:
    """Lets clients in."""

    def __init__(self, clients: Mapping[str, Client], secret: str) -> None:
        """`secret` is that of every client; without one no secret is right."""
        self._clients = clients
        self._secret = secret.encode()
        self._assertions = Assertions()
        self._own = {thumbprint_of(one.certificate): name for name, one in clients.items() if one.certificate}

    def client(self, asked: Asked, here: frozenset[str]) -> str | Unknown:
        """Return the name of the client; `here` are the addresses that an assertion may be meant for."""
        ways = [way for way in (_basic(asked), _post(asked), _assertion(asked)) if way is not None]
        if len(ways) > 1:
            return Unknown("invalid_request", "the client signs in in more than one way")
        if not ways:
            return self._by_certificate(asked)
        method, name, proof = ways[0]
        if asked.form.get("client_id", name) != name:
            return Unknown("invalid_client", "client_id is another client than the one that signs in")
        client = self._clients.get(name)
        if client is None or (method != "private_key_jwt" and not self._right(proof)):
            return NOBODY
        if method not in client.methods:
            return Unknown("invalid_client", f"{name} does not sign in by {method}")
        if method != "private_key_jwt":
            return name
        wrong = self._assertions.wrong(proof, name, client.jwks or {"keys": []}, here, asked.now)
        return Unknown("invalid_client", wrong) if wrong else name

    def _right(self, proof: str) -> bool:
        return bool(self._secret) and hmac.compare_digest(proof.encode(), self._secret)

    def _by_certificate(self, asked: Asked) -> str | Unknown:
        """RFC 8705 section 2: the name of a certificate that the CA vouches for, or the client's own certificate."""
        name, came = asked.form.get("client_id", ""), asked.came
        client = self._clients.get(name)
        if client is None or not came.certificate:
            return NOBODY
        of_whom = self._own.get(came.certificate)
        if "self_signed_tls_client_auth" in client.methods and of_whom == name:
            return name
        if "tls_client_auth" in client.methods and of_whom is None and client.san_dns in _names(came.shown):
            return name
        return Unknown("invalid_client", "the certificate is not the client's")


def _basic(asked: Asked) -> tuple[Method, str, str] | None:
    scheme, _, rest = asked.authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "client_secret_basic", "", ""
    return "client_secret_basic", unquote_plus(name), unquote_plus(secret)


def _post(asked: Asked) -> tuple[Method, str, str] | None:
    if "client_secret" not in asked.form:
        return None
    return "client_secret_post", asked.form.get("client_id", ""), asked.form["client_secret"]


def _assertion(asked: Asked) -> tuple[Method, str, str] | None:
    if "client_assertion" not in asked.form:
        return None
    text = asked.form["client_assertion"] if asked.form.get("client_assertion_type") == TYPE else ""
    return "private_key_jwt", client_in(text), text


def thumbprint_of(pem: str) -> str:
    """Return the thumbprint of a certificate (RFC 8705 section 3.1). Raises ValueError where it is none."""
    digest = x509.load_pem_x509_certificate(pem.encode()).fingerprint(SHA256())
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@lru_cache(maxsize=256)
def _names(der: bytes) -> frozenset[str]:
    """Return the DNS names that a certificate is of."""
    if not der:
        return frozenset()
    try:
        said = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return frozenset()
    return frozenset(said.value.get_values_for_type(x509.DNSName))
