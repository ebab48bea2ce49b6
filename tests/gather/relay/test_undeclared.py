"""Credentials are found by the names under which products send them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from harness.gather.relay.undeclared import credentials_in, shows_another

OTHERS = ("Idempotency-Key: q9x8w7v6u5", "X-Request-Id: q9x8w7v6u5", "X-Signature: q9x8w7v6u5", "X-Api-Key: short")
SECRET = "q9x8w7v6u5"


@pytest.mark.parametrize(
    "name", ["X-Api-Key", "apikey", "X-Auth-Token", "Ocp-Apim-Subscription-Key", "X-Client-Secret"]
)
def test_fields_that_are_named_like_a_credential(name: str) -> None:
    head = f"GET /x HTTP/1.1\r\nHost: h\r\n{name}: {SECRET} \r\nX-A: 1".encode()
    assert set(credentials_in(head)) == {SECRET.encode()}
    assert shows_another(head)


@pytest.mark.parametrize("name", ["api_key", "token", "session"])
def test_parameters_of_the_target_too_as_sent_and_decoded(name: str) -> None:
    assert set(credentials_in(f"GET /x?a=1&{name}=a%2Fb%2Fc%2Fd HTTP/1.1".encode())) == {b"a%2Fb%2Fc%2Fd", b"a/b/c/d"}


@pytest.mark.parametrize("field", OTHERS)
def test_what_is_none(field: str) -> None:
    head = f"GET /x?monkey={SECRET} HTTP/1.1\r\n{field}".encode()
    assert list(credentials_in(head)) == []
    assert not shows_another(head)


def test_a_cookie_is_a_credential_that_is_taken_out_anyway() -> None:
    head = b"GET / HTTP/1.1\r\nCookie: a=b"
    assert shows_another(head)
    assert list(credentials_in(head)) == []
