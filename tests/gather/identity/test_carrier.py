"""A token goes where the product looks for it, and beside what the request has there already."""

from __future__ import annotations

import jwt
import pytest

from harness.auth import ApiKey, Login
from harness.gather.identity.carrier import Carrier, Credential, basic, of_key, of_login
from harness.gather.message import Field
from harness.sealed import Secret

KEY = "a key of thirty-two bytes or more, for tests"


@pytest.mark.parametrize(
    "carrier, headers, query, cookie",
    [
        (Carrier(), (("Authorization", "Bearer t/1"),), "", ""),
        (Carrier(place="header", name="X-API-Key"), (("X-API-Key", "t/1"),), "", ""),
        (Carrier(place="query", name="api key"), (), "api%20key=t%2F1", ""),
        (Carrier(place="cookie", name="sid"), (), "", "sid=t/1"),
    ],
)
def test_each_place(carrier: Carrier, headers: tuple[Field, ...], query: str, cookie: str) -> None:
    made = carrier.carry("t/1", "genuine")
    assert (made.headers, made.query, made.cookie, made.token) == (headers, query, cookie, "t/1")
    assert made.facts["credential"] == "genuine"
    assert not made.bare


def test_what_no_cookie_may_hold_is_encoded() -> None:
    assert Carrier(place="cookie", name="sid").carry('a;b"', "genuine").cookie == "sid=a%3Bb%22"


def test_one_cookie_field_holds_all() -> None:
    made = Credential(cookie="sid=1", headers=(("X", "y"),))
    assert made.fields((("Cookie", "a=b"), ("Accept", "*/*"), ("cookie", b"c=d"))) == (
        ("Accept", "*/*"), ("X", "y"), ("Cookie", "a=b; c=d; sid=1"),
    )  # fmt: skip
    assert made.fields(()) == (("X", "y"), ("Cookie", "sid=1"))
    assert Credential().fields((("Cookie", "a=b"),)) == (("Cookie", "a=b"),)


def test_a_parameter_follows_those_that_are_there() -> None:
    assert Credential(query="k=1").target("/a?b=c") == "/a?b=c&k=1"
    assert Credential(query="k=1").target("/a") == "/a?k=1"
    assert Credential().target("/a") == "/a"


def test_a_token_says_what_it_is() -> None:
    bound = jwt.encode({"cnf": {"x5t#S256": "abc"}}, KEY, algorithm="HS256")
    assert Carrier().carry(bound, "genuine").facts == {
        "credential": "genuine", "scheme": "bearer", "alg": "HS256", "bound": "certificate",
    }  # fmt: skip
    assert "bound" not in Carrier().carry(jwt.encode({}, KEY, algorithm="HS256"), "genuine").facts
    assert Carrier(bound=True).carry("opaque", "genuine").facts["bound"] == "certificate"


def test_kinds_say_where() -> None:
    assert of_key(ApiKey(key=Secret("k"), in_="cookie", name="sid"), "us").carry("k", "genuine").client == "us"
    assert of_login(Login(workflow="w"), "").place == "bearer"
    assert of_login(Login(workflow="w", send="header", name="X-Session"), "").name == "X-Session"


def test_http_basic() -> None:
    made = basic("we", "pass", "tampered", "us")
    assert made.headers == (("Authorization", "Basic d2U6cGFzcw=="),)
    assert (made.facts, made.client) == ({"credential": "tampered", "scheme": "basic"}, "us")
