"""What a token says is taken only as far as it is proved; no token is too odd."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.partner.identity.keys import new_key
from harness.partner.identity.verifying import Found, Refused, Verified, Wanted, audiences, seconds, verified

KEY = new_key("ES256")
WANTED = Wanted("here", "us", lambda kid: Found("ES256", KEY.public) if kid == KEY.kid else None)
CLAIMS = {"iss": "here", "sub": "own", "aud": "us", "exp": 1_900_000_000}


def test_a_good_token_says_what_it_says() -> None:
    found = verified(KEY.signed({**CLAIMS, "nbf": 5, "cnf": {"x5t#S256": "t"}}, {"kid": KEY.kid}), WANTED)
    assert isinstance(found, Verified)
    assert (found.claims["sub"], found.expires, found.begins, found.bound) == ("own", 1_900_000_000.0, 5.0, "t")


def test_a_token_that_names_no_key_is_refused() -> None:
    assert isinstance(verified(KEY.signed(CLAIMS, {}), WANTED), Refused)


def test_an_algorithm_that_the_key_is_not_for_is_refused_whatever_the_signature() -> None:
    rsa = new_key("RS256")
    token = jwt.encode(CLAIMS, rsa.private, "PS256", headers={"kid": "k"})
    found = verified(token, Wanted("here", "us", lambda _: Found("RS256", rsa.public)))
    assert isinstance(found, Refused)
    assert found.detail == "The token is not signed as it should be."


@pytest.mark.parametrize(
    "value, found",
    [(5, 5.0), (5.5, 5.5), (True, None), ("5", None), (None, None), (float("nan"), None), (float("inf"), None),
     (10**400, None), ([], None)],
)  # fmt: skip
def test_seconds_are_a_number(value: Any, found: float | None) -> None:
    assert seconds(value) == found


@pytest.mark.parametrize("said, found", [("us", ("us",)), (["us", 7, None], ("us",)), ({"us": 1}, ()), (None, ())])
def test_an_audience_is_a_text_or_a_list(said: Any, found: tuple[str, ...]) -> None:
    assert audiences({"aud": said}) == found


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(verified(text, WANTED), Refused)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "nbf", "cnf"]), st.none() | st.booleans() | st.floats() | st.text()))
def test_no_claims_are_too_odd(claims: dict[str, Any]) -> None:
    token = jwt.api_jws.encode(_json(claims), KEY.private, "ES256", headers={"kid": KEY.kid})
    assert isinstance(verified(token, WANTED), Verified | Refused)


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()
