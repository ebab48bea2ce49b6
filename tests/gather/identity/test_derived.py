"""What can be made wrong of a credential depends on its kind, and what cannot says why."""

from __future__ import annotations

import pytest

from harness.auth import ApiKey, Auth, Bearer, Certificate, ClientCredentials, Hook, NoAuth
from harness.gather.identity.derived import DERIVED, FURTHER, derivable
from harness.gather.means import DERIVED as NAMED
from harness.sealed import Secret

CERTIFICATE = Certificate(client_cert="c.pem", client_key="c.key")
OTHER = Bearer(token=Secret("t"), certificate=CERTIFICATE)
FETCHED = ClientCredentials(token_url="https://example.org/token", client_id="we", client_secret=Secret("s"))


@pytest.mark.parametrize(
    "auths, names",
    [
        ({}, set()),
        ({"own-agency": NoAuth(), "other-agency": OTHER}, set()),
        ({"own-agency": Hook(hook="a:b")}, {"expired"}),
        ({"own-agency": FETCHED}, {"in-query"}),
        ({"own-agency": ClientCredentials(audience="us", token_url=FETCHED.token_url, client_id="we",
                                          client_secret=Secret("s"))}, {"wrong-audience", "in-query"}),
        ({"own-agency": OTHER}, {"in-query", "without-certificate"}),
        ({"own-agency": OTHER, "other-agency": OTHER}, {"in-query", "without-certificate", "other-certificate"}),
        ({"own-agency": ApiKey(key=Secret("k"))}, {"in-query"}),
        ({"own-agency": ApiKey(key=Secret("k"), in_="query")}, set()),
    ],
)  # fmt: skip
def test_what_can_be_made(auths: dict[str, Auth], names: set[str]) -> None:
    assert derivable(auths) == names
    assert derivable(auths, shared=True) == names | {"without-certificate"}


def test_every_name_that_is_planned_with_is_made() -> None:
    assert set(DERIVED) | {"none", "absent"} == NAMED
    assert not set(DERIVED) & set(FURTHER)
