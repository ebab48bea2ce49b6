"""Assertions are what RFC 7523 asks for, and verify with the client's public key."""

from __future__ import annotations

import base64
import hashlib
import itertools
from pathlib import Path
from typing import Any

import jwt
import pytest
import tls_files
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from harness.auth import Assertion, ClientCredentials
from harness.errors import DeclarationError
from harness.gather.identity.assertion import Assertions
from harness.sealed import Secret

URL = "https://example.org/token"
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
NOW = 1_800_000_000_000_000


def pem(key: PrivateKeyTypes, password: bytes = b"") -> Secret:
    way = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return Secret(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, way).decode())


def assertions(key: Secret, **more: Any) -> Assertions:
    auth = ClientCredentials(
        token_url=URL,
        client_id="we",
        client_auth="private_key_jwt",
        assertion=Assertion(private_key=key, **more),
    )
    count = itertools.count()
    return Assertions(auth, lambda: f"nonce-{next(count)}", "target.auth")


@pytest.mark.parametrize("algorithm, key", [("RS256", RSA), ("RS512", RSA), ("PS256", RSA), ("ES256", EC)])
def test_each_algorithm(algorithm: str, key: Any) -> None:
    made = assertions(pem(key), algorithm=algorithm, key_id="k1", lifetime=120)
    token = made.signed(NOW)
    assert jwt.get_unverified_header(token) == {"alg": algorithm, "typ": "JWT", "kid": "k1"}
    claims = jwt.decode(
        token, key.public_key(), [algorithm], audience=URL, options={"verify_exp": False, "verify_iat": False}
    )
    at = NOW // 1_000_000
    jti = claims.pop("jti")
    assert claims == {"iss": "we", "sub": "we", "aud": URL, "iat": at, "exp": at + 120}
    assert jwt.decode(made.signed(NOW), options={"verify_signature": False})["jti"] != jti, "each is used once"


def test_the_audience_may_be_another() -> None:
    token = assertions(pem(RSA), audience="https://example.org").signed(NOW)
    assert jwt.decode(token, options={"verify_signature": False})["aud"] == "https://example.org"


def test_a_certificate_is_named_by_its_thumbprints(tmp_path: Path) -> None:
    files = tls_files.make(tmp_path)
    key = Secret(Path(files.client_key).read_text())
    token = assertions(key, algorithm="ES256", certificate_file=files.client).signed(NOW)
    der = x509.load_pem_x509_certificate(Path(files.client).read_bytes()).public_bytes(serialization.Encoding.DER)
    header = jwt.get_unverified_header(token)
    assert base64.urlsafe_b64decode(header["x5t"] + "=") == hashlib.sha1(der).digest()
    assert base64.urlsafe_b64decode(header["x5t#S256"] + "=") == hashlib.sha256(der).digest()
    with pytest.raises(DeclarationError) as caught:
        assertions(key, algorithm="ES256", certificate_file=files.server)
    assert caught.value.where == "target.auth.assertion.certificate_file"
    with pytest.raises(DeclarationError):
        assertions(key, algorithm="ES256", certificate_file=str(tmp_path / "none.pem"))


def test_a_key_may_be_encrypted() -> None:
    key = pem(RSA, b"open sesame")
    assert assertions(key, private_key_password=Secret("open sesame")).signed(NOW)
    for password in ("", "wrong"):
        with pytest.raises(DeclarationError) as caught:
            assertions(key, private_key_password=Secret(password))
        assert caught.value.where == "target.auth.assertion.private_key"


@pytest.mark.parametrize(
    "key, more, place",
    [
        ("hunter2", {}, "private_key"),
        (pem(EC), {"algorithm": "RS256"}, "algorithm"),
        (pem(RSA), {"algorithm": "ES256"}, "algorithm"),
    ],
)
def test_a_key_that_cannot_sign_is_told_before_anything_is_sent(key: str, more: dict[str, Any], place: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        assertions(Secret(key), **more)
    assert caught.value.where == f"target.auth.assertion.{place}"
    assert "hunter2" not in str(caught.value)


def test_it_is_only_for_who_declares_one() -> None:
    auth = ClientCredentials(token_url=URL, client_id="we", client_secret=Secret("s"))
    with pytest.raises(DeclarationError):
        Assertions(auth, str, "target.auth")
