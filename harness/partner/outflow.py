"""Sends answers octet by octet as evidence has them, and breaks off those that are to be broken off."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Final

from harness.evidence import Response
from harness.partner.delivery import Delivery

FLUSH_SECONDS: Final = 0.02
"""How long what was written may take to leave before a reset, which would take it back."""
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_CLOSES: Final = b"\r\nConnection: close"


def octets(kept: Response, stays: bool, old: bool) -> tuple[bytes, bool]:
    """Return an answer as it goes out, and whether the connection stays (RFC 9112 section 9.3).

    Nothing but what is said about that is added to what was kept; `old` is for a caller who speaks HTTP/1.0.
    """
    if _CLOSES in kept.head:
        return b"%b\r\n\r\n%b" % (kept.head, kept.body), False
    if not stays:
        return b"%b\r\nConnection: close\r\n\r\n%b" % (kept.head, kept.body), False
    if old:
        return b"%b\r\nConnection: keep-alive\r\n\r\n%b" % (kept.head, kept.body), True
    return b"%b\r\n\r\n%b" % (kept.head, kept.body), True


async def deliver(transport: asyncio.Transport, delivery: Delivery) -> None:
    """Send octets as they are given, and end the connection as it is said."""
    for piece in delivery.pieces:
        if piece.after:
            await asyncio.sleep(piece.after)
        if transport.is_closing():
            break
        transport.write(piece.data)
    if delivery.end == "hang":
        await asyncio.Event().wait()
    if delivery.end == "reset":
        if delivery.pieces:
            await asyncio.sleep(FLUSH_SECONDS)
        reset(transport)
    else:
        transport.close()


def reset(transport: asyncio.Transport) -> None:
    """Close with a linger of 0 seconds, which sends RST (RFC 9293 section 3.5.2) and no more data."""
    own = transport.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
