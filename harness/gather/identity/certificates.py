"""Says where identities sign in and which client certificate each shows (RFC 8705)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harness.auth import Auth, ClientCredentials, Login, MutualTls, certificate_of
from harness.declaration import Target, Tls

WITHOUT: Final = "without-certificate"
"""The client that shows no certificate."""
SHARED: Final = ""
"""The client that shows the certificate of `target.tls`, if one is declared."""
OWN: Final = "own-agency"


def identities_of(target: Target) -> dict[str, Auth]:
    """Return every declared credential by its identity."""
    return {OWN: target.auth, **target.identities}


def elsewhere(target: Target) -> tuple[str, ...]:
    """Return the URLs besides the product's at which identities sign in."""
    declared = identities_of(target).values()
    tokens = (auth.token_url for auth in declared if isinstance(auth, ClientCredentials))
    return (*tokens, *(auth.base_url for auth in declared if isinstance(auth, Login) and auth.base_url))


def clients_of(target: Target) -> dict[str, Tls]:
    """Return what the wire's clients show; every one trusts the same authorities."""
    found = {WITHOUT: Tls(ca=target.tls.ca)}
    for name, auth in identities_of(target).items():
        certificate = certificate_of(auth)
        if certificate is not None:
            found[name] = Tls(
                ca=target.tls.ca,
                client_cert=certificate.client_cert,
                client_key=certificate.client_key,
                client_key_password=certificate.client_key_password,
            )
    return found


def client_of(identity: str, auths: Mapping[str, Auth]) -> str:
    """Return the client of an identity: its own certificate, or the shared one."""
    auth = auths.get(identity)
    return identity if auth is not None and certificate_of(auth) is not None else SHARED


def client_of_nobody(auths: Mapping[str, Auth]) -> str:
    """Return the client of a request without a credential: a certificate beside a token is left, one alone is not."""
    own = auths.get(OWN)
    return WITHOUT if isinstance(own, MutualTls) else client_of(OWN, auths)


def another_client(auths: Mapping[str, Auth]) -> str:
    """Return the first client with a certificate that is not our own agency's; empty where there is none."""
    return next((name for name, auth in auths.items() if name != OWN and certificate_of(auth) is not None), "")
