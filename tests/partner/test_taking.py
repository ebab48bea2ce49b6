"""A port is taken before anybody is answered, and one that cannot be had is named."""

from __future__ import annotations

import socket

import pytest

from harness.errors import MockError
from harness.partner.taking import take


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
def test_who_calls_before_anybody_answers_is_let_wait(address: str) -> None:
    with take(address, 0) as taken, socket.create_connection(taken.getsockname()[:2]) as early:
        early.sendall(b"early")
        link, _ = taken.accept()
        with link:
            assert link.recv(5) == b"early"


def test_a_port_or_an_address_that_cannot_be_had_is_named() -> None:
    with take("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MockError, match=f"the port {port} of 127.0.0.1 cannot be had: [A-Za-z ]+\\n"):
            take("127.0.0.1", port)
    with pytest.raises(MockError, match="the port 0 of nowhere.invalid cannot be had: "):
        take("nowhere.invalid", 0)
