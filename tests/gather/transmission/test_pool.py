"""The pool gives back what can be used again, and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from wire_client import HandClock

from harness.gather.transmission.dial import Origin
from harness.gather.transmission.http1 import Connection
from harness.gather.transmission.pool import MAX_IDLE, MAX_KEPT, Pool

HERE = (Origin("https", "127.0.0.1", 443), "")
THERE = (Origin("https", "127.0.0.1", 444), "")
OTHERWISE = (Origin("https", "127.0.0.1", 443), "other-agency")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def pool(clock: HandClock) -> Iterator[Pool]:
    made = Pool(clock.now)
    yield made
    made.close()


@pytest.fixture
def pairs(clock: HandClock) -> Iterator[list[tuple[Connection, socket.socket]]]:
    """Connections, each with its other end."""
    sockets = [socket.socketpair() for _ in range(MAX_KEPT + 1)]
    made = [(Connection(ours, clock.now), theirs) for ours, theirs in sockets]
    yield made
    for connection, theirs in made:
        connection.close()
        theirs.close()


def test_the_last_comes_first(pool: Pool, pairs: list[tuple[Connection, socket.socket]]) -> None:
    (first, _), (second, _), *_ = pairs
    pool.give(HERE, first)
    pool.give(HERE, second)
    assert pool.take(THERE) is None
    assert pool.take(OTHERWISE) is None, "whose certificate was shown belongs to the connection"
    assert pool.take(HERE) is second
    assert pool.take(HERE) is first
    assert pool.take(HERE) is None


def test_what_was_idle_for_long_is_let_go(
    pool: Pool, clock: HandClock, pairs: list[tuple[Connection, socket.socket]]
) -> None:
    (connection, theirs), *_ = pairs
    pool.give(HERE, connection)
    clock.at += MAX_IDLE
    assert pool.take(HERE) is None
    assert theirs.recv(1) == b""


@pytest.mark.parametrize("last", [b"HTTP/1.1 408 Too slow\r\n\r\n", b""])
def test_what_spoke_or_ended_meanwhile_is_let_go(
    pool: Pool, pairs: list[tuple[Connection, socket.socket]], last: bytes
) -> None:
    (connection, theirs), *_ = pairs
    pool.give(HERE, connection)
    theirs.sendall(last) if last else theirs.shutdown(socket.SHUT_WR)
    assert pool.take(HERE) is None


def test_no_more_are_kept_than_enough(pool: Pool, pairs: list[tuple[Connection, socket.socket]]) -> None:
    for connection, _ in pairs:
        pool.give(HERE, connection)
    assert pairs[-1][1].recv(1) == b""
    pool.close()
    assert all(theirs.recv(1) == b"" for _, theirs in pairs[:-1])
    assert pool.take(HERE) is None
