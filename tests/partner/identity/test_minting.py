"""A token says what the script says of its client, and another key signs when it is time."""

from __future__ import annotations

import jwt
import msgspec
from partner_acts import NOW, TERMS

from harness.partner.identity.keys import Ring
from harness.partner.identity.minting import Mint
from harness.partner.identity.terms import Keys, Terms


def mint(keys: Keys | None = None, **changes: str) -> tuple[Mint, Ring]:
    terms: Terms = msgspec.structs.replace(TERMS, keys=keys or Keys(), **changes)
    ring = Ring("ES256")
    return Mint(terms, ring, lambda: "https://as.example.org"), ring


def test_it_says_whose_it_is_for_whom_and_until_when() -> None:
    one, ring = mint(type="at+jwt")
    token = one.token("own", ["read"], NOW, certificate="t")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert len(claims.pop("jti")) >= 16
    assert claims == {
        "iss": "https://as.example.org", "sub": "own", "client_id": "own", "agency": "GB-POL-X01", "aud": "us",
        "scope": "read", "iat": NOW - 1, "nbf": NOW - 1, "exp": NOW + 3600, "cnf": {"x5t#S256": "t"},
    }  # fmt: skip
    assert jwt.get_unverified_header(token) == {"alg": "ES256", "typ": "at+jwt", "kid": ring.current().kid}


def test_no_two_tokens_are_the_same() -> None:
    one, _ = mint()
    assert one.token("own", [], NOW) != one.token("own", [], NOW)


def kids(one: Mint, times: list[float]) -> list[int]:
    """Return which key signed each, in the order in which they first showed."""
    found = [str(jwt.get_unverified_header(one.token("own", [], at))["kid"]) for at in times]
    return [list(dict.fromkeys(found)).index(kid) for kid in found]


def test_another_key_signs_after_so_many_tokens() -> None:
    assert kids(mint(Keys(rotate_after=2))[0], [NOW] * 5) == [0, 0, 1, 1, 2]


def test_another_key_signs_after_so_many_seconds() -> None:
    assert kids(mint(Keys(rotate_seconds=10))[0], [NOW, NOW + 9, NOW + 10, NOW + 19, NOW + 20]) == [0, 0, 1, 1, 2]


def test_a_token_can_be_spoilt_afterwards() -> None:
    one, _ = mint()
    claims = {"sub": "own", "aud": "us", "exp": 1}
    assert jwt.decode(one.spoilt(claims, NOW, "wrong-audience"), options={"verify_signature": False})["aud"] != "us"
