"""Secrets are named after where the run file declares them, and those that stay here are not among them."""

from __future__ import annotations

from harness.auth import Auth, Bearer, ClientCredentials
from harness.declaration import Target
from harness.gather.identity.certificates import identities_of
from harness.gather.identity.declared import secrets_of
from harness.sealed import Reference, Secret


def test_secrets_have_names_that_tell_nothing() -> None:
    own = ClientCredentials(token_url="http://127.0.0.1", client_id="we", client_secret=Secret("hush-hush"))
    identities: dict[str, Auth] = {
        "other-agency": Bearer(token=Secret("b")),
        "expired": Bearer(token=Reference(file="f")),
    }
    target = Target(base_url="http://example.org", auth=own, identities=identities)
    assert secrets_of(target) == {"client-secret": b"hush-hush", "other-agency/token": b"b"}
    assert set(identities_of(target)) == {"own-agency", "other-agency", "expired"}
