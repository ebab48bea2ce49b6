"""A request that is written in Python arrives octet for octet, and what earlier replies brought stands in its place."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from octets import Listener
from sample_report import exchange, report

from harness.evidence import WITHOUT_TLS, Exchange, Redaction, Request, Response
from harness.render.curl import LEFT_OUT, fields
from harness.render.pytest import render
from harness.render.resending import MOST, PACKED, CannotResend, sent

PREFIX = "/notes/v1"
ID = "6f1c2f0e-3d1b"


@pytest.fixture(scope="module")
def listener() -> Any:
    made = Listener()
    yield made
    made.socket.close()


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """Return what a file defines, with a credential in its environment."""
    found: dict[str, Any] = {"__name__": "findings"}
    exec(compile(render(report(())), "findings", "exec"), found)  # noqa: S102
    found["os"].environ["OWN_AGENCY_TOKEN"] = "t0ken"
    return found


def arrived(one: Exchange, listener: Listener, names: dict[str, Any]) -> tuple[bytes, bytes]:
    """Send an exchange again as it is written; return head and body as they arrived."""
    listener.got.clear()
    eval(sent(one, PREFIX).code, {**names, "BASE": listener.url})  # noqa: S307
    ((head, body),) = listener.got
    return head, body


def kept(head: bytes) -> list[tuple[str, bytes]]:
    found = [(n, v.replace(b"********", b"t0ken")) for n, v in fields(head) if n.lower() not in LEFT_OUT]
    return sorted(found)


@pytest.mark.parametrize(
    "method, target, given_fields, body",
    [
        ("GET", "/notes/v1/notes?limit=2&cursor=a%20b", ("Accept: */*",), b""),
        ("GET", "/notes/v1/notes/../[a]{b}%2f%2F?x=$HOME;'`id`\\", ("Accept: application/json",), b""),
        ("GET", "/notes/v1/notes#part", (), b""),
        ("get", "/notes/v1//notes/", (), b""),
        ("POST", "/notes/v1/notes", ("Content-Type: application/json",), bytes(range(256)) * 2),
        ("POST", "/notes/v1/notes", ("Content-Type: application/json",), b'{"a":"' + b"x" * PACKED + b'"}'),
        ("PUT", "/notes/v1/notes/1", ('If-Match: "a\'b"', "X-Empty:", "X-Name: T\u0177"), b"{}"),
        ("DELETE", "/notes/v1/notes/1", ("X-Raw: caf\udce9",), b""),
    ],
)
def test_the_same_request_arrives(
    method: str, target: str, given_fields: tuple[str, ...], body: bytes, listener: Listener, names: dict[str, Any]
) -> None:
    one = exchange(method=method, target=target, fields=given_fields, body=body)
    head, got = arrived(one, listener, names)
    assert head.split(b"\r\n")[0] == one.request.head.split(b"\r\n")[0]
    assert (kept(head), got) == (kept(one.request.head), body)


@settings(max_examples=25)
@given(body=st.binary(min_size=1, max_size=60))
def test_any_content_arrives(body: bytes, listener: Listener, names: dict[str, Any]) -> None:
    assert arrived(exchange(body=body), listener, names)[1] == body


def after(name: str = ID, location: str = "") -> list[tuple[str, Exchange]]:
    head = b'HTTP/1.1 201 Created\r\nETag: "7"' + (f"\r\nLocation: {location}".encode() if location else b"")
    return [("step_1", exchange(reply=Response(status=201, head=head, body=b'{"id":"%b"}' % name.encode())))]


def test_what_an_earlier_reply_named_is_taken_from_the_new_one() -> None:
    one = exchange(
        method="PUT", target=f"/notes/v1/notes/{ID}/x?y", fields=('If-Match: "7"',), body=b'{"of":"%b"}' % ID.encode()
    )
    code = sent(one, PREFIX, after()).code
    assert "'/notes/' + quote(value(step_1, 'id'), safe='') + '/x?y'" in code
    assert "'If-Match': step_1.headers['ETag']" in code
    assert """b'{"of":"' + value(step_1, 'id').encode() + b'"}'""" in code
    assert "located(step_1)" in sent(one, PREFIX, after(location=f"/notes/v1/notes/{ID}")).code


def test_secrets_come_from_the_environment() -> None:
    head = b"POST /notes/v1/notes?key=**** HTTP/1.1\r\nX-Api-Key: ****"
    redactions = (
        Redaction(part="request.target", offset=20, length=4, marker="secret:key"),
        Redaction(part="request.head", offset=0, length=4, marker="secret:x", facts={"credential": "tampered"}),
        Redaction(part="request.body", offset=2, length=4, marker="secret:client-secret"),
    )
    request = Request(method="POST", target="/notes/v1/notes?key=****", head=head, body=b"s=****")
    found = sent(msgspec.structs.replace(exchange(), request=request, redactions=redactions), PREFIX)
    assert "****" not in found.code
    assert found.variables == ("OWN_AGENCY_KEY", "OWN_AGENCY_X_API_KEY_TAMPERED", "OWN_AGENCY_CLIENT_SECRET")


@pytest.mark.parametrize(
    "one, why",
    [
        (exchange(from_party="product", to_party="hallmark"), "the product itself sent the request"),
        (exchange(target="/elsewhere"), "outside of the base URL"),
        (exchange(target="/notes/v1/a b"), "cannot be written"),
        (exchange(method="GET; x"), "cannot be written"),
        (exchange(fields=("X-A: 1", "x-a: 2")), "twice"),
        (exchange(body=Random(1).randbytes(MOST)), "too much"),
    ],
    ids=["inbound", "outside", "space", "method", "twice", "large"],
)
def test_what_cannot_be_sent_says_why(one: Exchange, why: str) -> None:
    with pytest.raises(CannotResend, match=why):
        sent(one, PREFIX)


def test_what_went_without_tls_goes_there_whole() -> None:
    assert sent(exchange(to_party=WITHOUT_TLS), PREFIX).code.startswith(
        "send(\n        'POST', PLAIN, '/notes/v1/notes',"
    )
