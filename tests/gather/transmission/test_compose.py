"""A request is one HTTP/1.1 message, whatever a caller puts into it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.gather.restraint.limits import Unsendable
from harness.gather.transmission.compose import Via, compose

VIA = Via(host="example.org", agent="hallmark/0")


def lines(
    method: str = "GET", target: str = "/a", headers: tuple = (), body: bytes = b"", via: Via = VIA
) -> list[bytes]:  # type: ignore[type-arg]
    return compose(method, target, headers, body, via).request.head.split(b"\r\n")


def test_fields_keep_their_order_and_case() -> None:
    composed = compose("POST", "/a?b=c", (("X-b", "1"), ("x-A", b"\xff"), ("X-b", "2")), b"{}", VIA)
    assert composed.request.head == (
        b"POST /a?b=c HTTP/1.1\r\nHost: example.org\r\nUser-Agent: hallmark/0\r\nX-b: 1\r\nx-A: \xff\r\nX-b: 2\r\n"
        b"Content-Length: 2"
    )
    assert composed.message == composed.request.head + b"\r\n\r\n{}"
    assert (composed.request.method, composed.request.target, composed.request.body) == ("POST", "/a?b=c", b"{}")
    assert not composed.close


@pytest.mark.parametrize("name", ["Host", "host", "User-Agent", "Content-Length"])
def test_a_field_that_was_given_is_not_added(name: str) -> None:
    found = [
        line
        for line in lines("POST", headers=((name, "7"),), body=b"x")
        if line.lower().startswith(name.lower().encode())
    ]
    assert found == [f"{name}: 7".encode()]


@pytest.mark.parametrize("method, said", [("GET", False), ("DELETE", False), ("POST", True), ("PATCH", True)])
def test_an_empty_body_has_a_length_where_one_is_expected(method: str, said: bool) -> None:
    assert (b"Content-Length: 0" in lines(method)) is said


@pytest.mark.parametrize(
    "method, headers, close",
    [
        ("GET", (), False),
        ("HEAD", (), True),
        ("POST", (("Content-Length", "5"),), True),
        ("POST", (("Transfer-Encoding", "chunked"),), True),
        ("GET", (("Connection", "close"),), True),
    ],
)
def test_what_may_upset_a_connection_closes_it(method: str, headers: tuple[tuple[str, str], ...], close: bool) -> None:
    assert compose(method, "/", headers, b"", VIA).close is close


def test_head_asks_for_the_end() -> None:
    assert lines("HEAD")[-1] == b"Connection: close"
    assert b"Connection: close" not in lines("HEAD", headers=(("connection", "keep-alive"),))


def test_a_proxy_gets_the_whole_address() -> None:
    via = Via(host="example.org", agent="h", absolute="http://example.org", proxy_authorization="Basic eA==")
    assert lines(via=via)[0] == b"GET http://example.org/a HTTP/1.1"
    assert b"Proxy-Authorization: Basic eA==" in lines(via=via)
    assert compose("GET", "/a", (), b"", via).request.target == "/a"


@pytest.mark.parametrize(
    "method, target, headers",
    [
        ("GET /", "/", ()),
        ("", "/", ()),
        ("GET", "/a b", ()),
        ("GET", "/a\r\nX: y", ()),
        ("GET", "/caf\u00e9", ()),
        ("GET", "", ()),
        ("GET", "/", (("X Y", "1"),)),
        ("GET", "/", (("X:", "1"),)),
        ("GET", "/", (("", "1"),)),
        ("GET", "/", (("X", "a\r\nb"),)),
        ("GET", "/", (("X", b"a\nb"),)),
        ("GET", "/", (("X", "\x00"),)),
        ("GET", "/", (("X", "\u20ac"),)),
    ],
)
def test_what_would_break_the_message_is_refused(
    method: str, target: str, headers: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(Unsendable):
        compose(method, target, headers, b"", VIA)


@given(
    st.text(max_size=5),
    st.text(max_size=8),
    st.text(max_size=5),
    st.text(max_size=8) | st.binary(max_size=8),
    st.binary(max_size=9),
)
def test_one_message_comes_out_or_none(method: str, target: str, name: str, value: str | bytes, body: bytes) -> None:
    try:
        composed = compose(method, target, ((name, value),), body, VIA)
    except Unsendable:
        return
    head, _, rest = composed.message.partition(b"\r\n\r\n")
    assert (head, rest) == (composed.request.head, body)
    first, *fields = head.split(b"\r\n")
    assert len(first.split(b" ")) == 3
    assert all(b":" in field and not field[:1].isspace() for field in fields)
    assert b"\n" not in head.replace(b"\r\n", b"")


def test_every_request_bears_the_name_of_its_run() -> None:
    via = Via(host="example.org", agent="h", run="r1")
    assert b"\r\nHallmark-Run: r1\r\n" in compose("GET", "/", (), b"", via).message
    assert b"Hallmark-Run" not in compose("GET", "/", (), b"", VIA).message
