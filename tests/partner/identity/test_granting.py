"""Tokens are looked up and taken back; forms are read strictly."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from partner_acts import NOW, SECRET, authority

from harness.partner.authority import Authority, Refused
from harness.partner.call import Came, Reply

FORM = {"content-type": "application/x-www-form-urlencoded"}


def post(one: Authority, endpoint: str, client: str = "own", **form: str) -> Reply:
    fields = {"client_id": client, "client_secret": SECRET, **form}
    return one.answer(endpoint, "POST", FORM, urlencode(fields).encode(), NOW)


def token(one: Authority, client: str = "own") -> str:
    return str(json.loads(post(one, "token", client, grant_type="client_credentials").body)["access_token"])


def test_a_good_token_is_active_and_says_whose_it_is() -> None:
    one = authority()
    reply = post(one, "introspect", token=token(one, "reader"))
    said = json.loads(reply.body)
    assert (said["active"], said["client_id"], said["scope"]) == (True, "reader", "read")
    assert reply.header("cache-control") == "no-store"


@pytest.mark.parametrize("text", ["", "nonsense", "a.b.c"])
def test_of_what_is_no_good_token_only_that_is_said(text: str) -> None:
    one = authority()
    assert json.loads(post(one, "introspect", token=text).body) == {"active": False}
    stale = token(one, "stale")
    assert json.loads(post(one, "introspect", token=stale).body) == {"active": False}


def test_a_token_for_somebody_else_is_active_all_the_same() -> None:
    one = authority()
    assert json.loads(post(one, "introspect", token=token(one, "stray")).body)["active"] is True


def test_a_token_that_was_taken_back_is_nobodys() -> None:
    one = authority()
    mine, other = token(one), token(one, "reader")
    assert not isinstance(one.identify(f"Bearer {mine}", NOW), Refused)
    assert post(one, "revoke", token=mine).status == 200
    assert isinstance(one.identify(f"Bearer {mine}", NOW), Refused)
    assert json.loads(post(one, "introspect", token=mine).body) == {"active": False}
    assert not isinstance(one.identify(f"Bearer {other}", NOW), Refused)


def test_nobody_takes_back_what_is_anothers_and_what_nobody_knows_is_no_error() -> None:
    one = authority()
    other = token(one, "reader")
    assert [post(one, "revoke", token=text).status for text in (other, "nonsense")] == [200, 200]
    assert not isinstance(one.identify(f"Bearer {other}", NOW), Refused)
    assert json.loads(post(one, "revoke").body)["error"] == "invalid_request"


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
def test_nobody_asks_without_signing_in(endpoint: str) -> None:
    one = authority()
    assert one.answer(endpoint, "POST", FORM, b"token=x", NOW).status == 401


def test_a_field_that_is_given_twice_is_refused() -> None:
    one = authority()
    body = f"grant_type=client_credentials&client_id=own&client_secret={SECRET}&client_id=reader".encode()
    assert json.loads(one.token(FORM, body, NOW).body)["error_description"] == "a field is given twice"


def test_a_request_without_a_grant_is_none() -> None:
    assert json.loads(post(authority(), "token").body)["error"] == "invalid_request"


def test_a_token_is_bound_to_the_certificate_that_was_shown() -> None:
    one = authority()
    body = urlencode({"grant_type": "client_credentials", "client_id": "own", "client_secret": SECRET}).encode()
    said = json.loads(one.token(FORM, body, NOW, Came(secure=True, certificate="t")).body)
    bearer = f"Bearer {said['access_token']}"
    assert not isinstance(one.identify(bearer, NOW, certificate="t"), Refused)
    assert isinstance(one.identify(bearer, NOW, certificate="u"), Refused)
    assert isinstance(one.identify(bearer, NOW), Refused)
