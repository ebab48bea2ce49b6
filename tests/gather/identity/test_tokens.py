"""Tokens are fetched as RFC 6749 says, in time, and whatever the endpoint does is said in words."""

from __future__ import annotations

import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from miniatures import hostile
from wire_client import HandClock, MemoryJournal, wire_to

from harness.auth import ClientCredentials
from harness.gather.identity.forge import Unavailable
from harness.gather.identity.tokens import Issued, TokenSource
from harness.gather.wire import Wire
from harness.redact import Redactor
from harness.sealed import Secret

SECRET = "hush hush/+&"


def issues(*answers: bytes) -> hostile.Vice:
    """Give one answer after the other; the last for ever."""
    left = list(answers)

    def vice(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(left.pop(0) if len(left) > 1 else left[0])
        return True

    return vice


def token(text: str, **more: Any) -> bytes:
    return hostile.reply(json.dumps({"access_token": text, "token_type": "Bearer", **more}).encode())


@contextmanager
def source(
    vice: hostile.Vice, **auth: Any
) -> Iterator[tuple[TokenSource, Wire, MemoryJournal, hostile.Server, HandClock]]:
    clock = HandClock()
    with hostile.serving(vice) as server:
        url = f"{server.base_url}/token"
        declared = ClientCredentials(token_url=url, client_id="we@x", client_secret=Secret(SECRET), **auth)
        redactor = Redactor({"client-secret": SECRET.encode()})
        with wire_to("http://127.0.0.1:1", also=[url], redactor=redactor, clock=clock) as (wire, journal):
            made = TokenSource("own-agency", declared, wire, lambda: wire.partition("token:own-agency"))
            yield made, wire, journal, server, clock


def test_a_token_is_asked_for_with_http_basic() -> None:
    with source(issues(token("tok-1")), scope="a b", audience="api") as (made, _, _, server, _):
        assert made.current() == "tok-1"
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b"grant_type=client_credentials&scope=a+b&audience=api"
    assert head.startswith(b"POST /token HTTP/1.1\r\n")
    (line,) = (line for line in head.split(b"\r\n") if line.startswith(b"Authorization: Basic "))
    assert base64.b64decode(line[21:]) == b"we%40x:hush+hush%2F%2B%26"


def test_a_token_is_asked_for_in_the_body() -> None:
    with source(issues(token("tok-1")), client_auth="post") as (made, _, _, server, _):
        assert made.current() == "tok-1"
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b"grant_type=client_credentials&client_id=we%40x&client_secret=hush+hush%2F%2B%26"
    assert b"Authorization" not in head


def test_a_client_that_shows_its_certificate_says_only_its_name() -> None:
    with source(issues(token("tok-1")), client_auth="tls_client_auth") as (made, _, _, server, _):
        assert made.current() == "tok-1"
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == b"grant_type=client_credentials&client_id=we%40x"
    assert b"Authorization" not in head


@pytest.mark.parametrize(
    "more, scope",
    [({"scope": "a  b"}, "a b"), ({}, "asked for"), ({"scope": ["a"]}, ""), ({"scope": "a\nb"}, "")],
)
def test_the_scopes_that_were_granted_are_known(more: dict[str, Any], scope: str) -> None:
    with source(issues(token("tok-1", **more)), scope="asked for") as (made, *_):
        assert made.scope == ""
        made.current()
        assert made.scope == scope


def test_what_was_issued_beforehand_is_not_renewed() -> None:
    assert Issued("t").current() == "t"
    assert isinstance(Issued("t").renewed("t"), Unavailable)


@pytest.mark.parametrize("client_auth", ["basic", "post"])
def test_token_calls_are_exchanges_without_secrets(client_auth: str) -> None:
    vice = issues(token("tok-tok-1", refresh_token="tok-ref"))
    with source(vice, client_auth=client_auth) as (made, wire, journal, server, _):
        made.current()
        wire.send(wire.partition("p"), "GET", f"{server.base_url}/?x=tok-tok-1")
    first, second = journal.kept
    assert (str(first.id), first.identity) == ("token:own-agency#0", "own-agency")
    assert first.to_party == "authorization-server"
    kept = repr(journal.calls)
    assert not any(word in kept for word in ("hush", "tok-tok", "tok-ref", "aHVzaCtodXNo"))
    assert "secret:access_token" in {it.marker for it in first.redactions}
    assert "secret:own-agency/access-token" in {it.marker for it in second.redactions}


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    vice = issues(token("one", expires_in=300), token("two", expires_in="100"), token("three"))
    with source(vice) as (made, *_, clock):
        assert made.current() == "one"
        clock.at += 269_999_999
        assert made.current() == "one"
        clock.at += 1
        assert made.current() == "two"
        clock.at += 79_999_999
        assert made.current() == "two"
        clock.at += 1
        assert made.current() == "three"
        clock.at += 10**12
        assert made.current() == "three"


def test_a_refused_token_is_replaced_once_for_all() -> None:
    with source(issues(token("one"), token("two"), token("three"))) as (made, *_):
        assert made.current() == "one"
        assert made.renewed("one") == "two"
        assert made.renewed("one") == "two"
        assert made.renewed("two") == "three"


@pytest.mark.parametrize(
    "vice, words",
    [
        (issues(hostile.reply(b'{"error":"invalid_client"}', status=b"401 No")), "answered 401 (invalid_client)"),
        (issues(hostile.reply(b'{"error":"<script>"}', status=b"400 No")), "answered 400"),
        (issues(hostile.reply(b"<html>", status=b"500 No")), "answered 500"),
        (issues(hostile.reply(b"{}")), "without a usable access_token"),
        (issues(hostile.reply(b"[]")), "without a usable access_token"),
        (issues(hostile.reply(b"[" * 100_000)), "without a usable access_token"),
        (issues(token("a\r\nX: y")), "without a usable access_token"),
        (issues(token("")), "without a usable access_token"),
        (issues(hostile.reply(b'{"access_token":"a","token_type":"mac"}')), "not of type bearer"),
        (issues(b""), "did not answer"),
        (issues(hostile.reply(b"{}", length=99)), "did not answer"),
    ],
)
def test_what_goes_wrong_is_said(vice: hostile.Vice, words: str) -> None:
    def once(sock: socket.socket, request: bytes) -> bool:
        vice(sock, request)
        return False

    with source(once) as (made, *_):
        got = made.current()
    assert isinstance(got, Unavailable)
    assert words in got.why
    assert "script" not in got.why


@pytest.mark.parametrize("life", ["soon", None, -1, 0, [], float("1e300"), "1e400"])
def test_a_life_that_is_none_is_no_reason_to_renew(life: Any) -> None:
    with source(issues(token("one", expires_in=life), token("two"))) as (made, *_, clock):
        assert made.current() == "one"
        clock.at += 10**12
        assert made.current() == "one"
