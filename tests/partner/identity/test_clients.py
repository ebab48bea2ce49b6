"""A client signs in in one way, one that it may use, and as itself."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from harness.partner.call import Came
from harness.partner.certificates import Certificates, write_certificates
from harness.partner.identity.assertions import TYPE
from harness.partner.identity.clients import Asked, Door, Unknown, thumbprint_of
from harness.partner.identity.keys import new_key
from harness.partner.identity.terms import Client
from harness.partner.secure import thumbprint

NOW = 1_800_000_000.0
KEY = new_key("ES256")
HERE = frozenset({"https://as.example.org"})


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return write_certificates(tmp_path_factory.mktemp("tls"), "good", ("a", "b"), NOW)


def pem(path: Path) -> str:
    return path.read_text("ascii")


def door(files: Certificates) -> Door:
    shown = pem(files.clients["b"].certificate)
    clients = {
        "plain": Client(agency="A", scopes=()),
        "signer": Client(agency="A", scopes=(), methods=("private_key_jwt",), jwks={"keys": [KEY.jwk]}),
        "keyless": Client(agency="A", scopes=(), methods=("private_key_jwt",)),
        "named": Client(agency="A", scopes=(), methods=("tls_client_auth",), san_dns="client-a.example.org"),
        "own": Client(
            agency="A", scopes=(), methods=("self_signed_tls_client_auth",), certificate=shown
        ),
        "both": Client(agency="A", scopes=(), methods=("tls_client_auth",), san_dns="client-b.example.org"),
    }  # fmt: skip
    return Door(clients, "secret")


def who(files: Certificates, form: dict[str, str], basic: str = "", shown: str = "") -> str:
    came = Came()
    if shown:
        der = x509.load_pem_x509_certificate(files.clients[shown].certificate.read_bytes()).public_bytes(Encoding.DER)
        came = Came(secure=True, certificate=thumbprint(der), shown=der)
    authorization = f"Basic {base64.b64encode(basic.encode()).decode()}" if basic else ""
    found = door(files).client(Asked(authorization, form, NOW, came), HERE)
    return f"{found.error}: {found.detail}" if isinstance(found, Unknown) else found


def assertion(client: str = "signer") -> dict[str, str]:
    claims = {"iss": client, "sub": client, "aud": "https://as.example.org", "jti": "1", "exp": int(NOW) + 60}
    return {"client_assertion_type": TYPE, "client_assertion": KEY.signed(claims, {"kid": KEY.kid})}


def test_by_secret(files: Certificates) -> None:
    assert who(files, {}, "plain:secret") == "plain"
    assert who(files, {"client_id": "plain"}, "plain:secret") == "plain"
    assert who(files, {"client_id": "plain", "client_secret": "secret"}) == "plain"


def test_by_assertion(files: Certificates) -> None:
    assert who(files, assertion()) == "signer"
    assert who(files, {**assertion(), "client_id": "signer"}) == "signer"


def test_by_certificate(files: Certificates) -> None:
    assert who(files, {"client_id": "named"}, shown="a") == "named"
    assert who(files, {"client_id": "own"}, shown="b") == "own"


@pytest.mark.parametrize(
    "form, basic, shown, why",
    [
        ({}, "", "", "invalid_client: unknown"),
        ({}, "plain:wrong", "", "invalid_client: unknown"),
        ({}, "plain:", "", "invalid_client: unknown"),
        ({}, "nobody:secret", "", "invalid_client: unknown"),
        ({"client_id": "plain"}, "", "", "invalid_client: unknown"),
        ({"client_secret": "secret", "client_id": "plain"}, "plain:secret", "", "invalid_request: "),
        ({"client_id": "other"}, "plain:secret", "", "invalid_client: client_id"),
        ({}, "signer:secret", "", "invalid_client: signer does not sign in by client_secret_basic"),
        ({"client_id": "signer", "client_secret": "secret"}, "", "", "invalid_client: signer does not"),
        (assertion("plain"), "", "", "invalid_client: plain does not sign in by private_key_jwt"),
        (assertion("keyless"), "", "", "invalid_client: the assertion"),
        ({**assertion(), "client_assertion_type": "other"}, "", "", "invalid_client: unknown"),
        ({**assertion(), "client_id": "plain"}, "", "", "invalid_client: client_id"),
        ({"client_id": "named"}, "", "", "invalid_client: unknown"),
        ({"client_id": "named"}, "", "b", "invalid_client: the certificate"),
        ({"client_id": "own"}, "", "a", "invalid_client: the certificate"),
        # One that was given for itself vouches for no name.
        ({"client_id": "both"}, "", "b", "invalid_client: the certificate"),
        ({"client_id": "plain"}, "", "a", "invalid_client: the certificate"),
    ],
)
def test_who_is_not_let_in(files: Certificates, form: dict[str, str], basic: str, shown: str, why: str) -> None:
    assert who(files, form, basic, shown).startswith(why)


def test_without_a_secret_no_secret_is_right() -> None:
    one = Door({"plain": Client(agency="A", scopes=())}, "")
    asked = Asked("", {"client_id": "plain", "client_secret": ""}, NOW)
    assert isinstance(one.client(asked, HERE), Unknown)


def test_what_is_no_basic_is_nobody() -> None:
    asked = Asked("Basic ***", {}, NOW)
    assert isinstance(Door({}, "x").client(asked, HERE), Unknown)


def test_a_thumbprint_is_that_of_the_certificate(files: Certificates) -> None:
    assert len(thumbprint_of(pem(files.ca))) == 43
