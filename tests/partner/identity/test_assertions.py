"""An assertion is good once, for this authority, of this client, and not for long."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from harness.partner.identity.assertions import Assertions, client_in
from harness.partner.identity.keys import Key, new_key

KEY, OTHER = new_key("ES256"), new_key("ES256")
RSA = new_key("PS256")
NOW = 1_800_000_000.0
HERE = frozenset({"https://as.example.org/token", "https://as.example.org"})
JWKS = {"keys": [{**RSA.jwk, "kid": "rsa"}, KEY.jwk]}


def assertion(key: Key = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:
    good = {"iss": "own", "sub": "own", "aud": "https://as.example.org/token", "jti": "1", "exp": int(NOW) + 60}
    said = {name: value for name, value in {**good, **claims}.items() if value is not None}
    return key.signed(said, {"kid": key.kid} if header is None else header)


def wrong(text: str, of: Assertions | None = None, now: float = NOW, jwks: dict[str, Any] = JWKS) -> str:
    return (of or Assertions()).wrong(text, "own", jwks, HERE, now)


@pytest.mark.parametrize(
    "text",
    [
        assertion(),
        assertion(header={}),
        assertion(key=RSA, header={"kid": "rsa"}),
        assertion(aud=["https://elsewhere.example.org", "https://as.example.org"]),
        assertion(iat=int(NOW), nbf=int(NOW)),
    ],
)
def test_a_good_one_is_taken(text: str) -> None:
    assert wrong(text) == ""
    assert client_in(text) == "own"


@pytest.mark.parametrize(
    "text, why",
    [
        (assertion(iss="other"), "issuer and subject"),
        (assertion(sub="other"), "issuer and subject"),
        (assertion(aud="https://elsewhere.example.org"), "another audience"),
        (assertion(aud=None), "another audience"),
        (assertion(exp=int(NOW)), "expired"),
        (assertion(exp=None), "expired"),
        (assertion(exp=int(NOW) + 100_000), "more than 600"),
        (assertion(nbf=int(NOW) + 120), "not good yet"),
        (assertion(iat="now"), "not good yet"),
        (assertion(jti=None), "no jti"),
        (assertion(jti=7), "no jti"),
        (assertion(jti="x" * 300), "no jti"),
        (assertion(key=OTHER), "no key of the client"),
        (assertion(key=OTHER, header={"kid": KEY.kid}), "no key of the client"),
        (assertion(key=OTHER, header={"kid": OTHER.kid, "jwk": OTHER.jwk}), "no key of the client"),
        (assertion(header={"kid": KEY.kid, "crit": ["x"], "x": 1}), "the assertion"),
        (assertion(padding="x" * 20_000), "too long"),
        (jwt.encode({"iss": "own", "sub": "own"}, "", "none"), "no key of the client"),
        (jwt.encode({"iss": "own", "sub": "own"}, "k" * 32, "HS256"), "no key of the client"),
        (jwt.encode({"iss": "own"}, new_key("RS256").private, "RS256", headers={"kid": "rsa"}), "no key of the client"),
        ("nonsense", "cannot be read"),
        ("", "cannot be read"),
    ],
)
def test_what_is_wrong_with_one(text: str, why: str) -> None:
    assert why in wrong(text)


def test_no_assertion_counts_twice_until_it_has_expired_anyway() -> None:
    one = Assertions()
    assert wrong(assertion(), one) == ""
    assert "used before" in wrong(assertion(), one, NOW + 59)
    assert wrong(assertion(exp=int(NOW) + 120), one, NOW + 61) == ""


def test_what_is_remembered_is_bounded_and_nothing_is_forgotten_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.partner.identity.assertions.MOST_REMEMBERED", 2)
    one = Assertions()
    assert [wrong(assertion(jti=name), one) for name in "ab"] == ["", ""]
    assert "too many" in wrong(assertion(jti="c"), one)
    assert "used before" in wrong(assertion(jti="a"), one)
    assert wrong(assertion(jti="c", exp=int(NOW) + 120), one, NOW + 61) == ""


def test_without_keys_nothing_is_signed() -> None:
    assert "cannot be read" in wrong(assertion(), jwks={"keys": []})


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "x" * 20_000, jwt.encode({"sub": 7}, "k" * 32, "HS256")])
def test_who_cannot_be_read_is_nobody(text: str) -> None:
    assert client_in(text) == ""
