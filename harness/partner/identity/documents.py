"""Writes what an authority says of itself: its metadata (RFC 8414, OpenID Connect Discovery 1.0), and its key set."""

from __future__ import annotations

import json
from typing import Any

from harness.partner.call import Reply
from harness.partner.identity.assertions import ALGORITHMS
from harness.partner.identity.keys import Key
from harness.partner.identity.terms import BY_CERTIFICATE, Terms


def metadata(terms: Terms, issuer: str, root: str, bound: bool) -> Reply:
    """Return where everything is below `root`; `bound` says whether certificates are asked for."""
    clients = terms.clients.values()
    # Nobody signs in by a certificate where none is asked for.
    methods = sorted({one for client in clients for one in client.methods if bound or one not in BY_CERTIFICATE})
    said: dict[str, Any] = {
        "issuer": issuer,
        # OpenID Connect Discovery 1.0 section 3 requires it of every provider, and clients refuse metadata without it.
        "authorization_endpoint": root + terms.endpoint("authorize"),
        "token_endpoint": root + terms.token_path,
        "jwks_uri": root + terms.endpoint("jwks"),
        "introspection_endpoint": root + terms.endpoint("introspect"),
        "revocation_endpoint": root + terms.endpoint("revoke"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": ["token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [terms.keys.algorithm],
        "scopes_supported": sorted({scope for client in clients for scope in client.scopes}),
        "tls_client_certificate_bound_access_tokens": bound,
    }
    for endpoint in ("token", "introspection", "revocation"):
        said[f"{endpoint}_endpoint_auth_methods_supported"] = methods
        if "private_key_jwt" in methods:
            said[f"{endpoint}_endpoint_auth_signing_alg_values_supported"] = list(ALGORITHMS)
    return _document(said, terms.keys.max_age)


def unattended() -> Reply:
    """Return why nobody is signed in: no client has told where it is found, so nobody is sent back either.

    RFC 6749 section 4.1.2.1, whose codes it uses.
    """
    said = {
        "error": "unsupported_response_type",
        "error_description": "Nobody signs in here in person. Ask for a token with grant_type=client_credentials.",
    }
    headers = (("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    return Reply(status=400, headers=headers, body=json.dumps(said).encode())


def key_set(terms: Terms, keys: tuple[Key, ...]) -> Reply:
    """Return the public keys (RFC 7517 section 5)."""
    return _document({"keys": [key.jwk for key in keys]}, terms.keys.max_age)


def _document(said: dict[str, Any], max_age: int) -> Reply:
    headers = (("Content-Type", "application/json"), ("Cache-Control", f"public, max-age={max_age}"))
    return Reply(status=200, headers=headers, body=json.dumps(said).encode())
