"""Each flaw is one alone: the rest of the token is as good as a good one's."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode

import jwt
import pytest

from harness.partner.identity.flaws import ELSEWHERE, FLAWS, Good
from harness.partner.identity.keys import new_key

KEY = new_key("RS256")
NOW = 1_800_000_000.0
CLAIMS = {"iss": "here", "aud": "us", "sub": "own", "iat": int(NOW), "nbf": int(NOW), "exp": int(NOW) + 60}
GOOD = Good(CLAIMS, {"typ": "JWT", "kid": KEY.kid}, KEY, NOW)
SIGNED_BY_US = ("expired", "not-yet-valid", "wrong-audience", "wrong-issuer")


def said(token: str) -> tuple[dict[str, object], dict[str, object]]:
    return jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize("flaw", SIGNED_BY_US)
def test_what_is_wrong_in_its_claims_is_really_signed(flaw: str) -> None:
    token = FLAWS[flaw](GOOD)
    assert jwt.api_jws.decode(token, KEY.public, ["RS256"])
    header, claims = said(token)
    assert header == {"typ": "JWT", "kid": KEY.kid, "alg": "RS256"}
    changed = {name for name in CLAIMS if claims[name] != CLAIMS[name]}
    assert (
        changed
        == {
            "expired": {"iat", "nbf", "exp"},
            "not-yet-valid": {"nbf", "exp"},
            "wrong-audience": {"aud"},
            "wrong-issuer": {"iss"},
        }[flaw]
    )
    assert ELSEWHERE in claims.values() or flaw in ("expired", "not-yet-valid")


@pytest.mark.parametrize("flaw", sorted(set(FLAWS) - set(SIGNED_BY_US)))
def test_what_is_wrong_in_its_signature_says_what_a_good_one_says(flaw: str) -> None:
    token = FLAWS[flaw](GOOD)
    assert said(token)[1] == CLAIMS
    with pytest.raises(jwt.PyJWTError):
        jwt.api_jws.decode(token, KEY.public, ["RS256"])


def test_a_wrong_key_takes_the_name_of_the_right_one_and_an_unknown_key_its_own() -> None:
    assert said(FLAWS["wrong-key"](GOOD))[0]["kid"] == KEY.kid
    assert said(FLAWS["unknown-key"](GOOD))[0]["kid"] != KEY.kid


def test_an_embedded_key_verifies_its_token() -> None:
    token = FLAWS["embedded-key"](GOOD)
    brought = jwt.PyJWK.from_dict(jwt.get_unverified_header(token)["jwk"])
    assert jwt.api_jws.decode(token, brought.key, ["RS256"])


def test_a_confused_token_is_right_for_who_takes_the_public_key_for_a_secret() -> None:
    token = FLAWS["alg-confusion"](GOOD)
    content, _, signature = token.rpartition(".")
    assert urlsafe_b64decode(signature + "=") == hmac.digest(KEY.public_pem(), content.encode(), hashlib.sha256)
