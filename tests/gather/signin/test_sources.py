"""Each kind of credential has its maker, and tokens have a source that a refused one is renewed from."""

from __future__ import annotations

import pytest
from wire_client import wire_to

from harness.auth import ApiKey, Auth, Basic, Bearer, Certificate, ClientCredentials, MutualTls, NoAuth, OwnAuthority
from harness.errors import DeclarationError
from harness.gather.identity.certificates import OWN
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.makers import BasicMaker, CertificateMaker, KeyMaker, NobodyMaker, TokenMaker
from harness.gather.identity.tokens import Issued
from harness.gather.signin.sources import Sources
from harness.sealed import Secret

FETCHED = ClientCredentials(token_url="http://127.0.0.1:9/token", client_id="we", client_secret=Secret("hush-hush"))


def of(identities: dict[str, Auth], elsewhere: dict[str, str] | None = None) -> Sources:
    """Return sources that send nothing: `elsewhere` has the tokens, as the run has them of a worker."""
    given = None if elsewhere is None else lambda name: Issued(elsewhere[name])
    with wire_to("http://127.0.0.1:9") as (wire, _):
        return Sources(identities, wire, nonce=str, partition=None, shared=False, elsewhere=given, issuer=None)


@pytest.mark.parametrize(
    "auth, maker",
    [
        (NoAuth(), NobodyMaker),
        (MutualTls(certificate=Certificate(client_cert="we.pem", client_key="we.key")), CertificateMaker),
        (Basic(username="we", password=Secret("hush-hush")), BasicMaker),
        (ApiKey(name="X-Key", key=Secret("hush-hush")), KeyMaker),
        (Bearer(token=Secret("hush-hush")), TokenMaker),
        (FETCHED, TokenMaker),
    ],
    ids=["none", "certificate", "basic", "key", "bearer", "fetched"],
)
def test_each_kind_has_its_maker(auth: Auth, maker: type) -> None:
    assert isinstance(of({OWN: auth}).makers[OWN], maker)


def test_only_what_is_fetched_is_renewed() -> None:
    sources = of({OWN: FETCHED, "other-agency": Bearer(token=Secret("hush-hush"))})
    assert sources.renewing(OWN) is not None
    assert sources.renewing("other-agency") is None
    assert isinstance(sources.token("other-agency"), Unavailable)


def test_a_worker_asks_the_run_for_tokens() -> None:
    sources = of({OWN: FETCHED}, {OWN: "token-of-the-run"})
    assert sources.token(OWN) == "token-of-the-run"


def test_an_authority_that_is_not_there_is_said_with_its_place() -> None:
    with pytest.raises(DeclarationError, match="no authority is declared") as error:
        of({"other-agency": OwnAuthority()})
    assert "target.identities.other-agency" in str(error.value)
