"""Bad tokens are bad in the one way that is meant, and what cannot be made says why."""

from __future__ import annotations

import jwt
import pytest

from harness.gather.identity.forge import MALFORMED, Jwt, Unavailable, altered, altered_claims, read_jwt, unsigned

KEY = "a key of thirty-two bytes or more, for tests"
GENUINE = jwt.encode({"sub": "hallmark", "aud": "product"}, KEY, algorithm="HS256", headers={"kid": "1"})


def accepted(token: str) -> bool:
    try:
        jwt.decode(token, KEY, algorithms=["HS256"], audience="product")
    except jwt.InvalidTokenError:
        return False
    return True


def made(token: str | Unavailable) -> str:
    assert isinstance(token, str)
    return token


def test_the_genuine_one_is_read() -> None:
    assert accepted(GENUINE)
    found = read_jwt(GENUINE)
    assert found is not None
    assert (found.alg, found.claims["sub"], found.header["kid"]) == ("HS256", "hallmark", "1")


def test_an_unsigned_token_says_so_and_claims_the_same() -> None:
    token = made(unsigned(GENUINE))
    found = read_jwt(token)
    assert found is not None
    assert (found.header, found.parts[2]) == ({"alg": "none", "typ": "JWT", "kid": "1"}, "")
    assert jwt.decode(token, options={"verify_signature": False, "verify_aud": False})["sub"] == "hallmark"
    assert not accepted(token)


def test_altered_claims_stand_under_the_old_signature() -> None:
    token = made(altered_claims(GENUINE))
    found = read_jwt(token)
    assert found is not None
    assert found.claims == {"sub": "hallmark", "aud": "product", "hallmark": "tampered"}
    assert token.split(".")[::2] == GENUINE.split(".")[::2]
    assert not accepted(token)


def test_an_altered_signature_is_another_one() -> None:
    token = made(altered(GENUINE))
    assert token.split(".")[:2] == GENUINE.split(".")[:2]
    assert len(token) == len(GENUINE)
    assert not accepted(token)


@pytest.mark.parametrize("token", ["opaque-token-1", "a", "AAAA", "a.b.c", "!.!.!"])
def test_of_an_opaque_token_one_letter_can_be_altered(token: str) -> None:
    other = made(altered(token))
    assert len(other) == len(token)
    assert sum(one != two for one, two in zip(token, other, strict=True)) == 1
    assert isinstance(altered_claims(token), Unavailable)
    made_up = read_jwt(made(unsigned(token)))
    assert made_up is not None
    assert (made_up.alg, made_up.parts[2]) == ("none", "")


def test_what_has_no_signature_cannot_be_tampered_with() -> None:
    token = made(unsigned(GENUINE))
    assert isinstance(altered(token), Unavailable)
    assert isinstance(altered_claims(token), Unavailable)
    assert isinstance(altered(""), Unavailable)


@pytest.mark.parametrize(
    "token", ["", "..", "e30.e30", "e30.W10.x", "W10.e30.x", "e30.e30.x.y", "e30.e30.\u00e9", "bnVsbA.e30.x", MALFORMED]
)
def test_these_are_no_jwt(token: str) -> None:
    assert read_jwt(token) is None


@pytest.mark.parametrize("header", ["e30", "eyJhbGciOjF9", "eyJhbGciOiJ4IHkifQ"])
def test_an_algorithm_is_a_word(header: str) -> None:
    found = read_jwt(f"{header}.e30.x")
    assert found is not None
    assert found.alg == ""


def test_a_token_says_whom_it_is_for_and_what_it_is_bound_to() -> None:
    def read(**claims: object) -> Jwt:
        found = read_jwt(jwt.encode(claims, KEY, algorithm="HS256"))
        assert found is not None
        return found

    said = [read(**claims).audience for claims in ({}, {"aud": "a"}, {"aud": ["a", "b"]})]
    assert said == [frozenset(), {"a"}, {"a", "b"}]
    assert [read(cnf=cnf).bound for cnf in ({"x5t#S256": "abc"}, {"jkt": "abc"}, "x")] == [True, False, False]
