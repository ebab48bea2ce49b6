"""A run signs as the authority that the product trusts, and keeps what it signed for most of its life."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jwt
import pytest

from harness.auth import Certificate, OwnAuthority
from harness.declaration import PartnerAuthority
from harness.gather.identity.derived import EXPIRED, OF_ISSUER, WRONG_AUDIENCE
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.issuing import Issuer, Signed
from harness.partner.certificates import write_certificates
from harness.partner.identity.clients import thumbprint_of
from harness.partner.identity.flaws import FLAWS

NOW = 1_800_000_000.0


def issuer(**more: Any) -> Issuer:
    said = {"audience": "us", "listen": "127.0.0.1:8801", "algorithm": "ES256", **more}
    return Issuer(PartnerAuthority(**said), lambda: NOW)


def said(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def test_a_token_says_what_the_run_file_says() -> None:
    one = issuer()
    token = one.token("own-agency", OwnAuthority(scope="read write", claims={"tenant": "X01"}, lifetime=600))
    claims = said(token)
    assert len(claims.pop("jti")) >= 16
    assert claims == {
        "iss": "http://127.0.0.1:8801", "sub": "own-agency", "client_id": "own-agency", "aud": "us",
        "iat": NOW - 1, "nbf": NOW - 1, "exp": NOW + 600, "scope": "read write", "tenant": "X01",
    }  # fmt: skip
    key = one.ring.current()
    assert jwt.api_jws.decode(token, key.public, ["ES256"])
    assert said(one.token("x", OwnAuthority(client="somebody")))["sub"] == "somebody"


def test_a_token_can_be_bound_to_the_certificate(tmp_path: Path) -> None:
    pair = write_certificates(tmp_path, "good", ("a",), NOW).clients["a"]
    certificate = Certificate(client_cert=str(pair.certificate), client_key=str(pair.key))
    claims = said(issuer().token("a", OwnAuthority(certificate=certificate, bound=True)))
    assert claims["cnf"] == {"x5t#S256": thumbprint_of(pair.certificate.read_text("ascii"))}


def test_every_flaw_but_one_that_anybody_makes_has_an_identity() -> None:
    assert {*OF_ISSUER, EXPIRED, WRONG_AUDIENCE, "alg-none"} == set(FLAWS)


def test_a_new_key_is_published_besides_and_the_others_sign_as_before() -> None:
    one = issuer()
    before = one.token("a", OwnAuthority())
    new = one.by_another_key("a", OwnAuthority())
    kids = [jwt.get_unverified_header(token)["kid"] for token in (before, new, one.token("a", OwnAuthority()))]
    assert kids[0] == kids[2] != kids[1]
    assert [key.kid for key in one.ring.published(NOW)] == kids[:2]


def test_who_serves_the_authority_from_the_folder_publishes_the_new_key_too(tmp_path: Path) -> None:
    one, other = (issuer(state=str(tmp_path)) for _ in range(2))
    new = one.by_another_key("a", OwnAuthority())
    assert jwt.get_unverified_header(new)["kid"] in [key.kid for key in other.ring.published(NOW)]
    assert one.ring.current().kid == other.ring.current().kid


def test_a_token_is_kept_for_most_of_its_life() -> None:
    now, learnt = [NOW], []
    one = issuer()
    one.now = lambda: now[0]
    source = Signed(one, lambda: one.token("a", OwnAuthority()), 100, learnt.append)
    first = source.current()
    now[0] += 79
    assert source.current() == first
    now[0] += 1
    assert source.current() != first
    assert len(learnt) == 2
    assert isinstance(source.renewed(str(first)), Unavailable)


@pytest.mark.parametrize("wrong", [{"bound": True}, {"claims": {"iss": "me"}}, {"claims": {"scope": "all"}}])
def test_what_is_not_the_run_file_s_to_say(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="certificate|authority says"):
        OwnAuthority(**wrong)


@pytest.mark.parametrize("wrong", [{}, {"listen": "8801"}, {"listen": "127.0.0.1:0"}, {"issuer": "http://127.0.0.1:1"}])
def test_an_authority_is_found_somewhere(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="authority"):
        PartnerAuthority(audience="us", **wrong)
