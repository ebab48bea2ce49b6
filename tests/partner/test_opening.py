"""A whole partner world on this machine: real requests, real signatures, real certificates."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import time
from pathlib import Path

import jwt
import pytest
import requests

from harness.partner.host import Running, running
from harness.partner.identity.assertions import TYPE
from harness.partner.identity.state import Folder
from harness.partner.opening import elsewhere


def token(partner: Running, *, client: str = "own-agency", **more: str) -> str:
    form = {"grant_type": "client_credentials", **more}
    reply = requests.post(partner.token_url, data=form, auth=(client, partner.secret), timeout=10)
    return str(reply.json()["access_token"])


def persons(partner: Running, bearer: str) -> int:
    headers = {"Authorization": f"Bearer {bearer}"}
    return requests.get(f"{partner.url}/persons", headers=headers, timeout=10).status_code


def test_a_token_is_verified_by_the_metadata_alone() -> None:
    with running("authority") as partner:
        said = requests.get(f"{partner.url}/.well-known/openid-configuration", timeout=10).json()
        assert said == requests.get(f"{partner.url}/.well-known/oauth-authorization-server", timeout=10).json()
        assert (said["issuer"], said["token_endpoint"]) == (partner.url, partner.token_url)
        text = token(partner)
        key = jwt.PyJWKClient(said["jwks_uri"]).get_signing_key_from_jwt(text)
        claims = jwt.decode(text, key, ["RS256"], audience="partner-world", issuer=said["issuer"])
        assert claims["sub"] == "own-agency"


def test_a_partner_takes_the_tokens_of_the_authority_that_it_trusts_and_no_others() -> None:
    with running("authority") as partner, running("reference-records", trusts=elsewhere(partner.url)) as records:
        assert records.token_url == ""
        assert persons(records, token(partner)) == 200
        assert persons(records, token(partner, audience="reference-records")) == 200
        assert persons(records, token(partner, resource="receiving-control-room")) == 401
        with running("authority") as stranger:
            assert persons(records, token(stranger)) == 401
        gone = requests.post(f"{records.url.removesuffix('/records/v1')}/oauth/token", timeout=10)
        assert gone.status_code == 404


def test_an_audience_that_nobody_serves_is_refused() -> None:
    with running("authority") as partner:
        form = {"grant_type": "client_credentials", "resource": "https://elsewhere.example.org"}
        reply = requests.post(partner.token_url, data=form, auth=("own-agency", partner.secret), timeout=10)
        assert (reply.status_code, reply.json()["error"]) == (400, "invalid_target")


def test_keys_and_secret_stay_where_they_are_kept(tmp_path: Path) -> None:
    with running("authority", state=tmp_path) as partner:
        text, secret = token(partner), partner.secret
    with running("authority", state=tmp_path) as partner:
        keys = requests.get(f"{partner.url}/oauth/jwks", timeout=10).json()
        assert partner.secret == secret
        assert jwt.get_unverified_header(text)["kid"] in [key["kid"] for key in keys["keys"]]


def test_a_client_signs_for_itself_once(tmp_path: Path) -> None:
    with running("authority", state=tmp_path) as partner:
        key = Folder(tmp_path, "RS256").client_key("signing-agency")
        now = int(time.time())
        claims = {
            "iss": "signing-agency",
            "sub": "signing-agency",
            "aud": partner.token_url,
            "jti": "1",
            "exp": now + 60,
        }
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": TYPE,
            "client_assertion": key.signed(claims, {"kid": key.kid}),
        }
        first, second = (requests.post(partner.token_url, data=form, timeout=10) for _ in range(2))
        assert first.status_code == 200
        assert (second.status_code, second.json()["error"]) == (401, "invalid_client")


def test_a_client_is_known_by_its_certificate_and_its_token_is_bound_to_it(tmp_path: Path) -> None:
    with running("authority", tls=tmp_path, mutual=True) as partner:
        assert partner.certificates is not None
        ca, own = partner.certificates.ca, partner.certificates.clients["own-agency"]
        form = {"grant_type": "client_credentials", "client_id": "own-agency"}
        pair = (str(own.certificate), str(own.key))
        reply = requests.post(partner.token_url, data=form, cert=pair, verify=str(ca), timeout=10)
        claims = jwt.decode(reply.json()["access_token"], options={"verify_signature": False})
        der = ssl.PEM_cert_to_DER_cert(own.certificate.read_text("ascii"))
        assert claims["cnf"]["x5t#S256"] == base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
        for other in ({}, {"cert": tuple(map(str, _pair(partner, "other-agency")))}):
            refused = requests.post(partner.token_url, data=form, verify=str(ca), timeout=10, **other)  # type: ignore[arg-type]
            assert (refused.status_code, json.loads(refused.text)["error"]) == (401, "invalid_client")


def _pair(partner: Running, client: str) -> tuple[Path, Path]:
    assert partner.certificates is not None
    found = partner.certificates.clients[client]
    return found.certificate, found.key


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_wrong_secret_is_refused(secret: str) -> None:
    with running("authority") as partner:
        form = {"grant_type": "client_credentials"}
        reply = requests.post(partner.token_url, data=form, auth=("own-agency", secret), timeout=10)
        assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")
        assert reply.headers["cache-control"] == "no-store"
