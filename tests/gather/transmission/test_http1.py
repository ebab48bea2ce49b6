"""One connection carries exchanges, and no vice of the other side makes it hang, crash or swell."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
import resource_use
from miniatures import hostile

from harness.evidence import Partial, Reply, Response, Silence
from harness.gather.clock import SystemClock
from harness.gather.restraint.limits import Bounds
from harness.gather.transmission.http1 import Connection, Got

NOW = SystemClock().now
BOUNDS = Bounds(timeout=1_000_000, idle_timeout=300_000, body_cap=1 << 20)
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HEAD = b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@contextlib.contextmanager
def connected(base_url: str) -> Iterator[Connection]:
    host, _, port = base_url.removeprefix("http://").partition(":")
    connection = Connection(socket.create_connection((host, int(port))), NOW)
    try:
        yield connection
    finally:
        connection.close()


def fetched(base_url: str, message: bytes = GET, method: str = "GET", bounds: Bounds = BOUNDS) -> Got:
    with connected(base_url) as connection:
        return connection.exchange(message, method, bounds)


EXPECTED: dict[str, tuple[type, str, int]] = {
    "body-after-head": (Response, "", 200),
    "body-on-204": (Partial, "malformed", 204),
    "closes-at-once": (Silence, "closed", 0),
    "dribbles": (Partial, "timeout", 200),
    "duplicates-json-keys": (Response, "", 200),
    "endless-header-line": (Partial, "head_cap", 200),
    "endless-headers": (Partial, "head_cap", 200),
    "endless-interim-replies": (Partial, "malformed", 102),
    "garbage-status-line": (Partial, "malformed", 0),
    "gateway-errors": (Response, "", 503),
    "hangs": (Silence, "timeout", 0),
    "invalid-utf8": (Response, "", 200),
    "length-and-chunks": (Partial, "malformed", 200),
    "malformed-chunk": (Partial, "malformed", 200),
    "refuses-everything-with-401": (Response, "", 401),
    "resets-at-once": (Silence, "reset", 0),
    "resets-mid-body": (Partial, "reset", 200),
    "sends-endless-body": (Partial, "our_cap", 200),
    "sends-endless-chunks": (Partial, "our_cap", 200),
    "sends-gzip-bomb": (Response, "", 200),
    "sends-html": (Response, "", 200),
    "two-content-lengths": (Partial, "malformed", 200),
    "uniform-403-page": (Response, "", 403),
    "wrong-content-length-long": (Partial, "length", 200),
    "wrong-content-length-short": (Response, "", 200),
}


def told(reply: Reply) -> tuple[type, str, int]:
    return type(reply), getattr(reply, "why", ""), getattr(reply, "status", 0)


def test_every_vice_is_expected() -> None:
    assert set(EXPECTED) == set(hostile.VICES) - {"refuses-connections"}


@pytest.mark.parametrize("vice", EXPECTED)
def test_a_vice_has_its_reply_and_an_end(vice: str) -> None:
    with hostile.VICES[vice]() as base_url, resource_use.at_most(mebibytes=32):
        bounds = Bounds(timeout=5_000_000, idle_timeout=400_000, body_cap=1 << 20)
        if vice == "dribbles":
            bounds = BOUNDS
        got = fetched(base_url, bounds=bounds)
    assert told(got.reply) == EXPECTED[vice]


def test_of_a_body_that_breaks_the_cap_an_excerpt_is_kept() -> None:
    with hostile.sends_endless_body() as base_url:
        reply = fetched(base_url).reply
    assert isinstance(reply, Partial)
    assert len(reply.body) == BOUNDS.excerpt < BOUNDS.body_cap


def test_of_a_head_that_breaks_the_cap_an_excerpt_is_kept() -> None:
    with hostile.endless_headers() as base_url:
        reply = fetched(base_url).reply
    assert isinstance(reply, Partial)
    assert len(reply.head) == BOUNDS.excerpt < BOUNDS.head_cap


def test_the_deadline_holds_for_all_of_an_exchange() -> None:
    # A byte comes every 20 ms, so that the idle timeout never strikes.
    with hostile.dribbles() as base_url:
        got = fetched(base_url)
    assert isinstance(got.reply, Partial)
    assert 0 < len(got.reply.body) < 1000
    assert got.last_byte - got.sent >= BOUNDS.timeout - 100_000


def test_head_with_a_body_is_seen_though_the_body_comes_later() -> None:
    with hostile.body_after_head() as base_url:
        got = fetched(base_url, HEAD, "HEAD")
    assert isinstance(got.reply, Partial)
    assert (got.reply.why, got.reply.status, got.reply.body) == ("malformed", 200, b'{"id":"a"}')
    assert not got.reusable


def test_head_without_a_body_is_whole() -> None:
    def vice(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
        return False

    with hostile.serving(vice) as server:
        got = fetched(server.base_url, HEAD, "HEAD")
    assert got.reply == Response(status=200, head=b"HTTP/1.1 200 OK\r\nContent-Length: 10")


def test_exchanges_follow_each_other_on_one_connection() -> None:
    with hostile.serving(hostile.says(hostile.reply(b"{}"))) as server, connected(server.base_url) as connection:
        for _ in range(3):
            got = connection.exchange(GET, "GET", BOUNDS)
            assert isinstance(got.reply, Response)
            assert got.reusable
            assert got.sent <= got.first_byte <= got.last_byte
        assert connection.idle()
        assert server.connections == 1


def test_bytes_that_nobody_asked_for_make_a_connection_unusable() -> None:
    with hostile.serving(hostile.says(hostile.reply(b'{"a":1}', length=2))) as server:
        got = fetched(server.base_url)
    assert isinstance(got.reply, Response)
    assert got.reply.body == b'{"'
    assert not got.reusable


def test_a_connection_that_ended_is_not_idle_but_dead() -> None:
    with hostile.serving(hostile.says(hostile.reply(b"{}"), alive=False)) as server, connected(server.base_url) as one:
        assert one.exchange(GET, "GET", BOUNDS).reusable
        dropped = one.exchange(GET, "GET", BOUNDS)
        assert isinstance(dropped.reply, Silence)
        assert dropped.dropped
        assert not one.idle()


def test_the_first_byte_is_that_of_the_final_reply() -> None:
    times: list[int] = []
    go = threading.Event()

    def vice(sock: socket.socket, request: bytes) -> bool:
        sock.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        go.wait(2)
        times.append(NOW())
        sock.sendall(hostile.reply(b"{}"))
        return True

    ticks = iter(range(1_000_000))

    def now() -> int:
        # The fourth look at the clock follows the interim reply: only then does the server go on.
        if next(ticks) == 3:
            go.set()
        return NOW()

    with hostile.serving(vice) as server:
        host, _, port = server.base_url.removeprefix("http://").partition(":")
        connection = Connection(socket.create_connection((host, int(port))), now)
        got = connection.exchange(GET, "GET", Bounds())
        connection.close()
    assert isinstance(got.reply, Response)
    assert got.first_byte >= times[0]


def test_a_refusal_that_comes_before_the_body_was_read_is_heard() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        done = threading.Event()

        def refuse() -> None:
            sock, _ = listener.accept()
            with sock:
                sock.recv(1024)
                sock.sendall(hostile.reply(b"{}", status=b"413 Content Too Large"))
                done.wait(5)  # and reads no more

        thread = threading.Thread(target=refuse)
        thread.start()
        body = b"x" * (32 << 20)
        message = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        with connected(f"http://127.0.0.1:{listener.getsockname()[1]}") as connection:
            got = connection.exchange(message, "POST", Bounds(timeout=2_000_000, idle_timeout=1_000_000))
        done.set()
        thread.join()
    assert isinstance(got.reply, Response)
    assert got.reply.status == 413
    assert not got.reusable


def test_a_server_that_never_reads_cannot_hold_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        body = b"x" * (32 << 20)
        message = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        with connected(f"http://127.0.0.1:{listener.getsockname()[1]}") as connection:
            got = connection.exchange(message, "POST", Bounds(timeout=500_000, idle_timeout=200_000))
    assert got.reply == Silence(why="timeout")


def test_windows_waits_with_select(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("select.poll", raising=False)
    with hostile.serving(hostile.says(hostile.reply(b"{}"))) as server, connected(server.base_url) as connection:
        assert connection.exchange(GET, "GET", BOUNDS).reusable
        assert connection.idle()
