"""Tokens and private keys are found by their shape; what merely looks a little like them is not."""

from __future__ import annotations

import base64

import jwt
import pytest
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from harness.leaks.shapes import shapes

KEYS = {
    "RSA": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}
TOKENS = {
    "bearer credential": b"Authorization: Bearer mF_9.B5f-4.1JqM0000000000\r\n",
    "basic credential": b'{"hint":"use Basic dXNlcjpwYXNzd29yZDEyMw=="}',
    "dpop credential": b"DPoP Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU",
    "JSON web token": jwt.encode({"sub": "x"}, "k" * 32, "HS256").encode(),
    "access_token": b'{"access_token":"opaque-8f3b21aa","expires_in":3600}',
    "password in a URL": b"see https://user:hunter2@db.example.org/x",
}
NOTHING = [
    b'WWW-Authenticate: Bearer realm="records", error="invalid_token", error_description="expired"',
    b"Authorization: Bearer ******************************",
    b'{"access_token":"********************"}',
    b"https://user:*******@db.example.org/",
    b"basic information is given here, and bearer of news",
    b"Basic authentication-is-not-supported",
    b'{"url":"https://api.example.org/v1/things?at=12:30@home"}',
    b"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.",
    b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    b'{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}',
]


@pytest.mark.parametrize("what", TOKENS)
def test_a_token_is_found(what: str) -> None:
    assert [(one.kind, one.what) for one in shapes(b"..." + TOKENS[what])] == [("token", what)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_none_is_not_found(text: bytes) -> None:
    assert list(shapes(text)) == []


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("form", ["PKCS8", "TraditionalOpenSSL"])
@pytest.mark.parametrize("how", ["pem", "der", "base64"])
def test_a_private_key_is_found(name: str, form: str, how: str) -> None:
    if (name, form) == ("Ed25519", "TraditionalOpenSSL"):
        form = "PKCS8"
    encoding = s.Encoding.PEM if how == "pem" else s.Encoding.DER
    data = KEYS[name].private_bytes(encoding, getattr(s.PrivateFormat, form), s.NoEncryption())
    found = list(shapes(b"{" + (base64.b64encode(data) if how == "base64" else data) + b"}"))
    if (name, form, how) == ("P-384", "TraditionalOpenSSL", "base64"):
        return  # rare, and its letters are too common to look for
    assert {one.kind for one in found} == {"key"}


@pytest.mark.parametrize("name", KEYS)
def test_a_public_key_is_none(name: str) -> None:
    for encoding in (s.Encoding.PEM, s.Encoding.DER):
        data = KEYS[name].public_key().public_bytes(encoding, s.PublicFormat.SubjectPublicKeyInfo)
        assert list(shapes(data)) == []
        assert list(shapes(base64.b64encode(data))) == []


def test_a_key_as_a_web_key_is_found() -> None:
    text = b'{"kty":"EC","crv":"P-256","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}'
    assert [one.what for one in shapes(text)] == ["private key (JWK)"]
