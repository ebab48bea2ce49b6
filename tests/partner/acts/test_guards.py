"""Calls are turned away by who makes them and by conditions."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from partner_acts import NOW, REFUSAL, SECRET, World, a_call, authority, run, status

from harness.errors import MockError
from harness.partner.call import Reply
from harness.partner.instant import written


def token(client: str = "own") -> str:
    form = f"grant_type=client_credentials&client_id={client}&client_secret={SECRET}".encode()
    reply = authority().token({"content-type": "application/x-www-form-urlencoded"}, form, NOW)
    return str(orjson.loads(reply.body)["access_token"])


def test_a_good_token_says_who_calls() -> None:
    call = a_call(headers={"Authorization": f"Bearer {token()}"})
    assert run(call, {"act": "authenticate"}) is None
    assert call.scope["identity"] == {"client": "own", "agency": "GB-POL-X01", "scopes": ["read", "write"]}


def test_no_token_is_answered_with_a_challenge() -> None:
    reply = run(a_call(), {"act": "authenticate"})
    assert reply is not None
    assert (reply.status, reply.header("www-authenticate")) == (401, 'Bearer realm="here"')


@pytest.mark.parametrize("client, check", [("stale", "expiry"), ("stray", "audience")])
def test_a_check_that_is_left_out_is_a_hole(client: str, check: str) -> None:
    checks = ["signature", "algorithm", "expiry", "audience"]
    headers = {"Authorization": f"Bearer {token(client)}"}
    assert status(run(a_call(headers=headers), {"act": "authenticate"})) == 401
    left = [each for each in checks if each != check]
    assert run(a_call(headers=headers), {"act": "authenticate", "check": left}) is None


def test_a_stand_in_must_exist() -> None:
    with pytest.raises(MockError, match="no client 'nobody'"):
        run(a_call(), {"act": "authenticate", "trust_missing": "nobody"})
    call = a_call()
    assert run(call, {"act": "authenticate", "trust_missing": "reader"}) is None
    assert call.scope["identity"]["client"] == "reader"


def test_a_scope_is_needed() -> None:
    act = {"act": "allow", "scope": "write"}
    assert run(a_call(identity={"scopes": ["read", "write"]}), act) is None
    reply = run(a_call(identity={"scopes": ["read"]}), act)
    assert reply is not None
    assert reply.status == 403
    assert reply.header("www-authenticate") == 'Bearer realm="here", error="insufficient_scope", scope="write"'


def test_negotiation() -> None:
    assert run(a_call(), {"act": "negotiate"}) is None
    assert run(a_call(headers={"Accept": "*/*"}), {"act": "negotiate"}) is None
    assert status(run(a_call(headers={"Accept": "image/png"}), {"act": "negotiate"})) == 406


def test_a_condition_is_required_with_regard_to_case() -> None:
    act = {"act": "require", "that": "$request.body#/a == 'x'", "else": REFUSAL}
    assert run(a_call(body={"a": "x"}), act) is None
    assert status(run(a_call(body={"a": "X"}), act)) == 409
    assert status(run(a_call(), act)) == 409


@pytest.mark.parametrize(
    "sent, expected",
    [(None, None), ('"1"', None), ('"0", "1"', None), ("*", None), ('"2"', 409), ('W/"1"', 409), ("1", 409), ("", 409)],
)
def test_if_match_compares_strongly(sent: str | None, expected: int | None) -> None:
    headers = {} if sent is None else {"If-Match": sent}
    call = a_call(headers=headers, found={"version": 1})
    assert status(run(call, {"act": "if-match", "etag": '"{$found.version}"', "else": REFUSAL})) == expected


@pytest.mark.parametrize(
    "time, expected",
    [
        (written(NOW + 300), None),
        (written(NOW + 301), 409),
        ("9999-12-31T23:59:59Z", 409),
        ("not a time", None),
        (7, None),
    ],
)
def test_times_may_not_lie_ahead(time: Any, expected: int | None) -> None:
    act = {"act": "not-ahead", "of": ["$request.body#/x", "$request.body#/a"], "seconds": 300, "else": REFUSAL}
    assert status(run(a_call(body={"a": time}), act)) == expected


@pytest.mark.parametrize(
    "sent, method, found",
    [
        (None, "GET", None),
        ('"1"', "GET", 304),
        ('W/"1"', "HEAD", 304),
        ('"0" , "1"', "GET", 304),
        ("*", "GET", 304),
        ('"2"', "GET", None),
        ('"1"', "PUT", 412),
        ("*", "DELETE", 412),
        ('"2"', "PUT", None),
    ],
)
def test_what_is_known_is_not_sent_again(sent: str | None, method: str, found: int | None) -> None:
    call = a_call(headers={} if sent is None else {"If-None-Match": sent}, method=method, found={"version": 1})
    reply = run(call, {"act": "if-none-match", "etag": '"{$found.version}"'})
    assert status(reply) == found
    if reply is not None and found == 304:
        assert (reply.header("etag"), reply.body) == ('"1"', b"")


def test_calls_are_counted_and_told_when_to_come_again() -> None:
    world = World()
    act = {"act": "rate", "key": "$identity.client", "most": 2, "seconds": 5, "detail": "Too often."}

    def ask(client: str = "a") -> Reply | None:
        return run(a_call(world, identity={"client": client}), act)

    assert (ask(), ask(), ask("b")) == (None, None, None)
    world.clock += 1.5
    refused = ask()
    assert refused is not None
    assert (refused.status, refused.header("retry-after")) == (429, "4")
    world.clock += 3.5
    assert ask() is None


def test_a_token_in_the_query_is_taken_only_by_a_careless_partner() -> None:
    call = a_call(query=f"limit=1&access_token={token()}")
    assert status(run(call, {"act": "authenticate"})) == 401
    assert run(call, {"act": "authenticate", "trust_query": True}) is None
    assert call.scope["identity"]["client"] == "own"
    assert status(run(a_call(query="limit=1"), {"act": "authenticate", "trust_query": True})) == 401
