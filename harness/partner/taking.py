"""Takes a port before anybody is answered there: who calls meanwhile waits, and is not turned away."""

from __future__ import annotations

import socket
from typing import Final

from harness.errors import MockError

MOST_WAITING: Final = 1024
"""Callers that the system lets wait."""


def take(address: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes a free one. Raises MockError when the port cannot be had."""
    try:
        family, *_, where = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(where, family=family, backlog=MOST_WAITING)
    except OSError as error:
        said = (error.strerror or str(error)).partition(" (")[0].rpartition(": ")[2]
        raise MockError(
            f"the port {port} of {address} cannot be had: {said}", hint="Choose another, or 0 for a free one."
        ) from None
