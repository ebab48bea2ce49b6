"""What came of asking the other side decides whether the relay has to answer itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import relayed

from harness.declaration import Tls
from harness.errors import DeclarationError
from harness.evidence import Partial, Reply, Request, Response, Silence
from harness.gather.clock import SystemClock
from harness.gather.relay.upstream import Came, Upstream, bounds_of

NOW = SystemClock().now
ASKED = Request(method="GET", target="/x?a=%20b", head=b"GET /x?a=%20b HTTP/1.1\r\nHost: h")


@pytest.mark.parametrize(
    "reply, status",
    [
        (Response(status=500, head=b""), 0),
        (Partial(why="closed", status=200), 0),
        (Partial(why="reset", status=200), 0),
        (Partial(why="our_cap", status=200), 502),
        (Partial(why="malformed"), 502),
        (Partial(why="timeout"), 504),
        (Silence(why="refused"), 502),
        (Silence(why="tls"), 502),
        (Silence(why="timeout"), 504),
    ],
)
def test_the_relay_answers_only_where_nothing_can_be_passed_on(reply: Reply, status: int) -> None:
    assert Came(reply, 0, 0, 0).own_status == status


def test_the_octets_are_those_that_were_given_and_the_connection_ends() -> None:
    with relayed.product() as product:
        came = Upstream(product.url, Tls(), bounds_of(5, 1000), NOW).ask(ASKED)
    assert isinstance(came.reply, Response)
    assert product.heard == [(ASKED.head + b"\r\nConnection: close\r\n\r\n", b"")]


def test_more_than_is_taken_is_our_limit() -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000
    with relayed.product(lambda *_: long) as product:
        came = Upstream(product.url, Tls(), bounds_of(5, 1000), NOW).ask(ASKED)
    assert (getattr(came.reply, "why", ""), came.own_status) == ("our_cap", 502)


def test_authorities_that_cannot_be_read_are_said_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="cannot be used"):
        Upstream("https://127.0.0.1:1", Tls(ca=str(tmp_path / "none.pem")), bounds_of(5, 1000), NOW)
