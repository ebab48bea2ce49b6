"""Each identity shows its own certificate, or the one that all share."""

from __future__ import annotations

import pytest

from harness.auth import Auth, Bearer, Certificate, ClientCredentials, Login, MutualTls, NoAuth
from harness.declaration import Target, Tls
from harness.gather.identity.certificates import (
    SHARED,
    WITHOUT,
    another_client,
    client_of,
    client_of_nobody,
    clients_of,
    elsewhere,
    identities_of,
)
from harness.sealed import Secret

OURS = Certificate(client_cert="us.pem", client_key="us.key", client_key_password=Secret("p"))
THEIRS = Certificate(client_cert="them.pem", client_key="them.key")
PLAIN = Bearer(token=Secret("t"))
WITH = Bearer(token=Secret("t"), certificate=OURS)


def test_clients_trust_the_same_authorities() -> None:
    target = Target(
        base_url="https://example.org",
        auth=WITH,
        identities={"other-agency": MutualTls(certificate=THEIRS), "read-only": PLAIN},
        tls=Tls(ca="ca.pem", client_cert="shared.pem", client_key="shared.key"),
    )
    assert clients_of(target) == {
        WITHOUT: Tls(ca="ca.pem"),
        "own-agency": Tls(ca="ca.pem", client_cert="us.pem", client_key="us.key", client_key_password=Secret("p")),
        "other-agency": Tls(ca="ca.pem", client_cert="them.pem", client_key="them.key"),
    }
    auths = identities_of(target)
    assert [client_of(name, auths) for name in ("own-agency", "read-only", "nobody")] == ["own-agency", SHARED, SHARED]
    assert another_client(auths) == "other-agency"
    assert another_client({"own-agency": WITH}) == ""


@pytest.mark.parametrize(
    "own, client",
    [(NoAuth(), SHARED), (PLAIN, SHARED), (WITH, "own-agency"), (MutualTls(certificate=OURS), WITHOUT)],
)
def test_who_has_no_credential_shows_no_certificate_that_is_one(own: Auth, client: str) -> None:
    assert client_of_nobody({"own-agency": own}) == client


def test_where_identities_sign_in() -> None:
    target = Target(
        base_url="https://example.org",
        auth=ClientCredentials(token_url="https://a.example.org/token", client_id="we", client_secret=Secret("s")),
        identities={
            "one": Login(workflow="w", base_url="https://b.example.org"),
            "two": Login(workflow="w"),
            "three": PLAIN,
        },
    )
    assert elsewhere(target) == ("https://a.example.org/token", "https://b.example.org")
