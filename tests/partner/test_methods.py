"""Whatever method is sent comes through as what it is, and one that nobody knows is refused as such."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_client import MOCK, Client, spoken

from harness.evidence import Response
from harness.partner.heads import read_head
from harness.partner.host import running
from harness.partner.methods import METHODS, is_method, readable
from harness.partner.recording import Taken

TOKENS = st.text("!#$%&'*+-.^_`|~0123456789abcxyzABCXYZ", min_size=1, max_size=30)
REST = b" /a HTTP/1.1\r\nHost: x\r\n"


@given(TOKENS.filter(lambda token: token != "PRI"))
def test_every_token_is_read_as_a_method(token: str) -> None:
    head = read_head(token.encode() + REST[:-2])
    assert (head.method, head.target, head.raw) == (token, "/a", token.encode() + REST[:-2])


@given(st.binary(max_size=12))
def test_what_is_no_token_is_left_to_the_parser(octets: bytes) -> None:
    if not is_method(octets):
        assert readable(octets + REST).endswith(REST)
    assert readable(b"(" + octets) == b"(" + octets


def test_a_method_that_has_not_ended_cannot_be_read_yet() -> None:
    assert readable(b"ARCHI") == b""
    assert readable(b"ARCHIVE" + REST) == b"POST" + REST
    assert all(readable(method.encode() + REST) == method.encode() + REST for method in METHODS)


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("ARCHIVE", "/incidents", 501),
        ("get", "/agencies", 501),
        ("PROPFIND", "/agencies", 501),
        ("ARCHIVE", "/nothing", 501),
        ("TRACE", "/agencies", 405),
        ("DELETE", "/incidents", 405),
    ],
)
def test_a_method_is_kept_as_it_came_and_refused_as_what_it_is(method: str, path: str, status: int) -> None:
    kept: list[Taken] = []
    with running(MOCK, keep=kept.append) as partner, Client(partner) as client:
        line = f"{method} {partner.script.base}{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n".encode()
        answer = spoken(client, line + b"Connection: close\r\n\r\n{}")
    (taken,) = kept
    assert isinstance(taken.reply, Response)
    assert (taken.request.method, taken.request.body, taken.reply.status) == (method, b"{}", status)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert (b"\r\nAllow: " in answer) is (status == 405)


def test_neither_is_a_token_given_out_to_it() -> None:
    with running(MOCK) as partner, Client(partner) as client:
        path = partner.token_url.partition("//")[2].partition("/")[2]
        said = spoken(client, f"GIVE /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert said.startswith(b"HTTP/1.1 501 Not Implemented\r\n")
