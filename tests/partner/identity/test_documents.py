"""An authority says where everything is, and publishes no private key."""

from __future__ import annotations

import json

from partner_acts import TERMS

from harness.partner.identity.documents import key_set, metadata
from harness.partner.identity.keys import new_key
from harness.partner.identity.terms import Client, Terms


def test_metadata_has_what_discovery_asks_for() -> None:
    reply = metadata(TERMS, "https://as.example.org", "https://as.example.org", True)
    said = json.loads(reply.body)
    assert said["token_endpoint"] == "https://as.example.org/oauth/token"
    assert said["authorization_endpoint"] == "https://as.example.org/oauth/authorize"
    assert said["jwks_uri"] == "https://as.example.org/oauth/jwks"
    assert said["scopes_supported"] == ["read", "write"]
    assert said["token_endpoint_auth_methods_supported"] == ["client_secret_basic", "client_secret_post"]
    assert "token_endpoint_auth_signing_alg_values_supported" not in said
    assert said["tls_client_certificate_bound_access_tokens"] is True
    # RFC 8414 section 2 and OpenID Connect Discovery 1.0 section 3 ask for these.
    assert {"issuer", "response_types_supported", "subject_types_supported"} <= said.keys()
    assert said["id_token_signing_alg_values_supported"] == ["ES256"]


def test_who_asks_for_no_certificate_offers_no_way_to_sign_in_by_one() -> None:
    client = Client(agency="A", scopes=(), methods=("client_secret_basic", "tls_client_auth"), san_dns="a.example.org")
    terms = Terms(issuer="i", audience="a", clients={"one": client})
    for bound, methods in ((True, ["client_secret_basic", "tls_client_auth"]), (False, ["client_secret_basic"])):
        said = json.loads(metadata(terms, "i", "http://h", bound).body)
        assert said["token_endpoint_auth_methods_supported"] == methods


def test_a_key_set_says_how_long_it_may_be_kept() -> None:
    key = new_key("ES256")
    reply = key_set(TERMS, (key,))
    assert json.loads(reply.body) == {"keys": [key.jwk]}
    assert reply.header("cache-control") == "public, max-age=60"
